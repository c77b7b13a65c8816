"""Gather the sentences from the code, merge them into every catalogue, compile the catalogues."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "inspector_app" / "texts" / "locale"
MAPPING = "[python: **.py]\nencoding = utf-8\n[jinja2: **.html]\nencoding = utf-8\n"


def main() -> None:
    """Rewrite the template and every catalogue; sorted and without line numbers, so diffs stay."""
    with tempfile.TemporaryDirectory() as folder:
        mapping, template = Path(folder) / "babel.cfg", Path(folder) / "inspector.pot"
        mapping.write_text(MAPPING, encoding="utf-8")
        babel("extract", "-F", str(mapping), "-k", "t", "-k", "plural:1,2", "--no-default-keywords",
              "--no-location", "--sort-output", "--project", "field-inspector", "--version", "1",
              "-o", str(template), "inspector_app", "sync/server")  # fmt: skip
        for catalogue in sorted(LOCALE.glob("*/LC_MESSAGES/inspector.po")):
            language = catalogue.parent.parent.name
            babel("update", "-i", str(template), "-o", str(catalogue), "-l", language,
                  "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date",
                  "--width=100")  # fmt: skip
            babel("compile", "-i", str(catalogue), "-o", str(catalogue.with_suffix(".mo")))


def babel(*arguments: str) -> None:
    """Run one Babel command in the root of the project."""
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", *arguments], cwd=ROOT, check=True
    )


if __name__ == "__main__":
    main()
