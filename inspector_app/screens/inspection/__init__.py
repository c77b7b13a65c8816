"""One inspection in five steps: seals, readings, checks, outcome, officers.

What stands on the screen is what stands on disk: every answer goes through a service and the
screen shows what that returns. Controls are named for tests and screen readers: `step-<name>`;
`seal-intact`, `seal-broken`, `seal-missing`, `seal-other`, `seal-<position>`; `point-<key>`,
`field-<key>`, `key-0` .. `key-9`, `key-dot`, `key-00`, `key-back`, `key-sign`, `key-next`,
`key-previous`, `add-run`; `check-<id>-ok`, `check-<id>-not-ok`, `checks-all-ok`; `verdict`;
`officer-<id>`, `seal-record`; `next` is what leads on; `really-yes` and `really-no` answer doubts.
"""

from inspector_app.screens.inspection.root import InspectionScreen

__all__ = ["InspectionScreen"]
