"""What is printed on a label: the link in the code, the identifier to type, and who it belongs to.

A label is read by inspectors, traders and customers, so it carries both languages.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from inspector_app.tags.identifier import display
from inspector_app.tags.link import instrument_link, seal_link

KINDS = {
    "fuel_dispenser": "燃油加油机 Fuel dispenser",
    "scale": "衡器 Scale",
    "water_meter": "水表 Water meter",
    "gas_meter": "燃气表 Gas meter",
    "heat_meter": "热量表 Heat meter",
    "electricity_meter": "电能表 Electricity meter",
    "eye_refractometer": "验光仪 Eye refractometer",
    "focimeter": "焦度计 Focimeter",
    "ev_charger": "充电桩 EV charger",
    "lpg_dispenser": "液化石油气加气机 LPG dispenser",
    "cng_dispenser": "压缩天然气加气机 CNG dispenser",
    "lng_dispenser": "液化天然气加气机 LNG dispenser",
    "weighbridge": "汽车衡 Weighbridge",
    "taximeter": "计价器 Taximeter",
}


@dataclass(frozen=True, slots=True)
class LabelText:
    """The words of one label: `link` in the code, `shown` under it; `subtitle` may have lines."""

    link: str
    shown: str
    title: str = ""
    subtitle: str = ""


def instrument_label(
    instrument_id: str,
    *,
    host: str,
    site: str = "",
    kind: str = "",
    nozzle: str = "",
    make: str = "",
    model: str = "",
    serial: str = "",
) -> LabelText:
    """Return the label of an instrument; only its identifier is needed, unknown parts are ''."""
    named = KINDS.get(kind, kind)
    lines = (  # what tells it from its neighbours first: a small label is cut at its end
        (f"油枪 Nozzle {nozzle}" if nozzle else "", f"№{serial}" if serial else ""),
        (named if site else "",),
        (" ".join(filter(None, (make, model))),),
    )
    return LabelText(
        link=instrument_link(host, instrument_id),
        shown=display(instrument_id),
        title=site or named,
        subtitle="\n".join(filter(None, map(_joined, lines))),
    )


def seal_label(number: str, *, host: str, position: str = "", instrument_id: str = "") -> LabelText:
    """Return the label of a seal, with its place and the instrument that it closes."""
    closes = display(instrument_id) if instrument_id else ""
    return LabelText(
        link=seal_link(host, number),
        shown=number.strip().upper(),
        title="铅封 Seal",
        subtitle=_joined((position, closes)),
    )


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(filter(None, parts))
