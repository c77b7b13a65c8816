"""What a finished inspection looks like as a JSON document."""

from inspector_app.metrology.parsing import Items, Record, Text
from inspector_app.services.document_kinds import Anything, Instant, Name, Uuid
from inspector_app.services.registered_place import LOCATION_FIELDS

INSPECTION = Record(
    {
        "id": Uuid(),
        "instrument_id": Name(),
        "site_id": Name(),
        "started_at": Instant(),
        "finished_at": Instant(),
        "officers": Items(Record({"name": Name(), "certificate": Name()}), at_least=1),
        "evaluation": Anything(),
        "photos": Items(
            Record({"path": Text(), "caption": Text()}, optional=frozenset({"caption"}))
        ),
        "note": Text(),
        "seal_changes": Anything(),
        "location": Record(
            {**LOCATION_FIELDS, "at": Instant()}, optional=frozenset({"accuracy_m", "at"})
        ),
        "particulars": Anything(),
        "checks_not_applicable": Anything(),
    },
    optional=frozenset(
        {"id", "photos", "note", "seal_changes", "location", "particulars", "checks_not_applicable"}
    ),
)
