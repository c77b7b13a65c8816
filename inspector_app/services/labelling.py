"""The tags of what is registered on this tablet, ready to be printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from inspector_app.labels.wording import LabelText, instrument_label, seal_label
from inspector_app.services.opening import Tablet
from inspector_app.store import reference
from inspector_app.tags.identifier import is_identifier
from inspector_app.tags.link import find_seal_number

_PRINTED = ("kind", "nozzle", "make", "model", "serial")


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
            elif seals:
                labels += _seal_labels(identifier, body, host)
            else:
                known = {name: str(body.get(name) or "") for name in _PRINTED}
                site = site_name(str(body.get("site_id") or ""))
                labels.append(instrument_label(identifier, host=host, site=site, **known))
    return Labels(labels, tuple(left_out))


def _seal_labels(identifier: str, body: Mapping[str, Any], host: str) -> list[LabelText]:
    numbered = [
        (str(seal.get("position") or ""), str(seal.get("number") or ""))
        for seal in body.get("seals") or ()
    ]
    return [
        seal_label(number, host=host, position=position, instrument_id=identifier)
        for position, number in numbered
        if find_seal_number(number)
    ]
