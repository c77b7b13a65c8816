"""The labels of an instrument as a registry describes it: its own, or those of its seals."""

from collections.abc import Iterator, Mapping
from typing import Any

from inspector_app.labels.wording import LabelText, instrument_label, seal_label
from inspector_app.tags.link import find_seal_number

_PRINTED = ("kind", "nozzle", "make", "model", "serial")


def registered_labels(
    identifier: str, body: Mapping[str, Any], *, host: str, site: str = "", seals: bool = False
) -> Iterator[LabelText]:
    """Give the label of an instrument, or one for each numbered seal on it.

    `body` has the columns of the office's import; `site` is the name of the instrument's site.
    """
    if not seals:
        known = {name: str(body.get(name) or "") for name in _PRINTED}
        yield instrument_label(identifier, host=host, site=site, **known)
        return
    for seal in body.get("seals") or ():
        number = str(seal.get("number") or "")
        if find_seal_number(number):
            position = str(seal.get("position") or "")
            yield seal_label(number, host=host, position=position, instrument_id=identifier)
