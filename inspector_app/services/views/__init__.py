"""What the services give to the screens: frozen values, ready to be shown, no texts in them.

Numbers are decimal strings or Decimal, dates are `datetime.date`, instants are aware UTC.
`Label` values carry both languages because they come from data (procedures, registry).
"""

from inspector_app.services.views.inspection import (
    CheckStep,
    Doubt,
    Inspection,
    Officer,
    Photo,
    Place,
    ReadingField,
    Run,
    RunResult,
    SealState,
    SealStep,
    StandardChoice,
    Step,
    Taken,
    TestPoint,
)
from inspector_app.services.views.registry import (
    InstrumentLine,
    InstrumentState,
    InstrumentView,
    Label,
    PastCheck,
    RegisteredSeal,
    ScanKind,
    ScanResult,
    SiteLine,
    SiteView,
    WorkList,
)
from inspector_app.services.views.tablet import (
    HandIn,
    SealedLine,
    SyncPhase,
    SyncProgress,
    SyncReport,
    TabletInfo,
)

__all__ = [
    "CheckStep",
    "Doubt",
    "HandIn",
    "Inspection",
    "InstrumentLine",
    "InstrumentState",
    "InstrumentView",
    "Label",
    "Officer",
    "PastCheck",
    "Photo",
    "Place",
    "ReadingField",
    "RegisteredSeal",
    "Run",
    "RunResult",
    "ScanKind",
    "ScanResult",
    "SealState",
    "SealStep",
    "SealedLine",
    "SiteLine",
    "SiteView",
    "StandardChoice",
    "Step",
    "SyncPhase",
    "SyncProgress",
    "SyncReport",
    "TabletInfo",
    "Taken",
    "TestPoint",
    "WorkList",
]
