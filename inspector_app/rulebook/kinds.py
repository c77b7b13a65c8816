"""The kinds that rules are for and that no register of instruments holds."""

from inspector_app.metrology.rule import Rule

_NOT_IN_A_REGISTER = ("goods", "station")


def registered_kind(rule: Rule | None) -> str:
    """Return the kind of instrument that a rule is for; '' for goods, and for a whole station."""
    if rule is None or rule.instrument_kind in _NOT_IN_A_REGISTER:
        return ""
    return rule.instrument_kind
