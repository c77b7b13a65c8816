"""The tags of what is registered on this tablet, ready to be printed."""

from dataclasses import dataclass
from functools import cache

from inspector_app.labels.registered import registered_labels
from inspector_app.labels.wording import LabelText
from inspector_app.services.opening import Tablet
from inspector_app.store import reference
from inspector_app.tags.identifier import is_identifier


@dataclass(frozen=True, slots=True)
class Labels:
    """Site by site; `left_out` are numbers of the registry that no tag can carry."""

    labels: list[LabelText]
    left_out: tuple[str, ...]


def list_labels(tablet: Tablet, *, host: str, seals: bool = False) -> Labels:
    """Return the labels of every registered instrument, or of the seals on them."""
    labels: list[LabelText] = []
    left_out: list[str] = []
    with tablet.database.reading() as db:

        @cache
        def site_name(site_id: str) -> str:
            return str((reference.find_body(db, "sites", site_id) or {}).get("name") or "")

        for identifier in reference.list_instrument_ids(db):
            body = reference.find_body(db, "instruments", identifier) or {}
            if not is_identifier(identifier):
                left_out.append(identifier)
            else:
                site = site_name(str(body.get("site_id") or ""))
                labels += registered_labels(identifier, body, host=host, site=site, seals=seals)
    return Labels(labels, tuple(left_out))
