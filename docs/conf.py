"""The documentation site: Sphinx reads the Markdown pages of this folder."""

project = "Field Inspector"
author = "The Field Inspector authors"
project_copyright = "2026 The Field Inspector authors"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["screenshots"]
html_theme = "furo"
html_title = project

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
# Links to files of the repository that are not pages of the site stay plain links.
suppress_warnings = ["myst.xref_missing"]
