"""Kinds of instruments in words."""

from collections.abc import Callable

from inspector_app.texts.catalogue import Texts

INSTRUMENT_KINDS: dict[str, Callable[[Texts], str]] = {
    "fuel_dispenser": lambda t: t("Fuel dispenser"),
    "scale": lambda t: t("Scale"),
    "water_meter": lambda t: t("Water meter"),
    "gas_meter": lambda t: t("Gas meter"),
    "heat_meter": lambda t: t("Heat meter"),
    "electricity_meter": lambda t: t("Electricity meter"),
    "eye_refractometer": lambda t: t("Eye refractometer"),
    "focimeter": lambda t: t("Focimeter"),
    "ev_charger": lambda t: t("EV charger"),
    "lpg_dispenser": lambda t: t("LPG dispenser"),
    "cng_dispenser": lambda t: t("CNG dispenser"),
    "lng_dispenser": lambda t: t("LNG dispenser"),
    "weighbridge": lambda t: t("Weighbridge"),
    "taximeter": lambda t: t("Taximeter"),
    "goods": lambda t: t("Goods"),
}


def kind_word(kind: str, t: Texts) -> str:
    """Name a kind of instrument; an unknown one stays as it is."""
    return INSTRUMENT_KINDS[kind](t) if kind in INSTRUMENT_KINDS else kind
