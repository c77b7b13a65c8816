"""One inspection in five steps: seals, readings, checks, outcome, signatures.

What stands on the screen as taken is what stands on the disk: every answer goes through a service
and the screen shows what that returns. `open_draft` holds the draft, `taking` what is typed,
`places` (pure) what comes next; each step is a function of the draft that gives a `StepView`.

Controls are named for tests and screen readers; a label holds what stands in it:
`state`, `menu`, `phase-<name>`, `discard`, `discard-yes`, `discard-no`;
`step-seals`, `step-readings`, `step-checks`, `step-outcome`, `step-signatures`; `next` leads on;
`seal-intact`, `seal-broken`, `seal-missing`, `seal-other`, `seal-number`, `seal-number-take`,
`seal-expected`, `seal-<position>`, `seals-done`, `seal-scan`, `seal-match`, `seal-scan-take`,
`seal-scan-here`, `seal-scan-again`, `seal-scan-back`, `seal-replace`, `seal-removed`,
`seal-applied`, `seal-new-scan`, `seal-reason-<name>`, `seal-note`, `seal-change-keep`,
`seal-change-edit`, `seal-change-back`, `seal-changed`;
`point-<key>`, `field-<key>`, `field-fault`, `key-0` .. `key-9`, `key-00`, `key-dot`, `key-sign`,
`key-back`, `key-previous`, `key-next`, `result`, `share`, `tolerance-bar`, `runs`, `run-<index>`,
`summary`, `source`, `add-run`, `standard`, `standard-<id>`, `really-yes`, `really-no`;
`check-<id>-ok`, `check-<id>-not-ok`, `checks-all-ok`;
`verdict`, `finding-<n>`, `missing-<step>`, `go-<step>`, `preliminary`, `measure-again`, `note`,
`photo-take`, `photo-file`, `photo-shoot`, `photo-cancel`, `photo-<hash>`, `photo-caption`,
`photo-keep`;
`officer-<id>`, `seal-record`, `seal-open-yes`, `seal-open-no`;
`record-id`, `waiting-to-be-sent`, `to-site`, `scan`.
"""

from inspector_app.screens.inspection.screen import InspectionScreen

__all__ = ["InspectionScreen"]
