"""Which tags the office prints, and remembering that it did.

A district is what the addresses of its sites begin with: the registry has no other word for it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from inspector_app.labels.registered import registered_labels
from inspector_app.labels.wording import LabelText
from inspector_app.tags.identifier import is_identifier
from sync.server.errors import WrongUse
from sync.server.tables.engine import Connection
from sync.server.tables.printed_tags import load_printed, write_printed
from sync.server.tables.reference import find_bodies, find_reference, load_kind
from sync.server.work.opening import Office

_AT_ONCE = 500
_ADDRESSES_TOLD = 3
_DIGITS = re.compile(r"(\d+)")


def choose_instruments(
    office: Office, *, site: str | None = None, district: str | None = None, missing: bool = False
) -> list[str]:
    """Return the instruments of a site, of a district, or all: site by site, nozzle by nozzle.

    `missing` leaves out those whose tag was printed before. Raises WrongUse when there is no such
    site, or no site in such a district.
    """
    with office.database.reading() as connection:
        sites = _choose_sites(connection, site, district)
        printed = load_printed(connection) if missing else set()
        found = []
        for identifier, text in load_kind(connection, "instruments"):
            body = json.loads(text)
            site_id = str(body.get("site_id") or "")
            chosen = sites is None or site_id in sites
            if chosen and identifier not in printed and is_identifier(identifier):
                found.append((site_id, _in_order(body), identifier))
    return [identifier for *_, identifier in sorted(found)]


def give_labels(
    office: Office, instruments: Sequence[str], *, host: str, seals: bool = False
) -> Iterator[LabelText]:
    """Give the labels of instruments, or of the seals on them, as they are needed."""
    for start in range(0, len(instruments), _AT_ONCE):
        some = instruments[start : start + _AT_ONCE]
        with office.database.reading() as connection:
            texts = find_bodies(connection, "instruments", some)
            bodies = {identifier: json.loads(text) for identifier, text in texts.items()}
            site_ids = {str(body.get("site_id") or "") for body in bodies.values()}
            sites = find_bodies(connection, "sites", site_ids)
        for identifier in some:
            body = bodies.get(identifier, {})
            site = json.loads(sites.get(str(body.get("site_id") or ""), "{}"))
            name = str(site.get("name") or "")
            yield from registered_labels(identifier, body, host=host, site=name, seals=seals)


def note_printed(office: Office, instruments: Sequence[str]) -> None:
    """Remember that the tags of these instruments were printed."""
    with office.database.writing() as connection:
        write_printed(connection, instruments, office.instant())


def _choose_sites(
    connection: Connection, site: str | None, district: str | None
) -> set[str] | None:
    """Return the sites whose instruments are wanted; None for those of all, and of none."""
    if site is not None:
        if find_reference(connection, "sites", site) is None:
            raise WrongUse(f"There is no site “{site}”.")
        return {site}
    if district is None:
        return None
    addresses = {
        site_id: str(json.loads(text).get("address") or "")
        for site_id, text in load_kind(connection, "sites")
    }
    wanted = _plain(district)
    if not wanted:
        raise WrongUse("A district is what the addresses of its sites begin with.")
    found = {each for each, address in addresses.items() if _plain(address).startswith(wanted)}
    if not found:
        raise WrongUse(_no_such_district(district, addresses.values()))
    return found


def _no_such_district(district: str, addresses: Any) -> str:
    within = [each for each in addresses if _plain(district) in _plain(each)][:_ADDRESSES_TOLD]
    told = f"No site's address begins with “{district}”."
    if within:
        told += " It stands within " + ", ".join(f"“{each}”" for each in within) + "."
    return told


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _in_order(body: dict[str, Any]) -> list[str | int]:
    """Return a key by which nozzle 10 comes after nozzle 9."""
    parts = _DIGITS.split(str(body.get("nozzle") or ""))
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]
