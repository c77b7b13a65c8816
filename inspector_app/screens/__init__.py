"""The screens: Flet components, each a container that loads and a view that is a function of data.

They reach data only through services, called beside the event loop (`App.call`), and say what goes
wrong in a sentence (`App.doing`, `wording`). Controls carry stable identifiers for tests and
screen readers, among them: `scan`, `type-id`, `search`, `sync`, `settings`, `back`, `title`,
`site-<id>`, `instrument-<id>`, `draft-<id>`, `start-inspection`, `phase-<name>`, `id-field`,
`scan-answer`, `scan-state`, `sync-now`, `sync-stop`, `sync-progress`, `safe-to-hand-in`,
`enrol-code`, `enrol-server`, `enrol`, `language-<code>`, `appearance-<name>`, `notice`.
"""
