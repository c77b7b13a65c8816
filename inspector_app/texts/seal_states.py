"""How a seal was found, in words."""

from collections.abc import Callable

from inspector_app.texts.catalogue import Texts

_STATES: dict[str, Callable[[Texts], str]] = {
    "intact": lambda t: t("Intact"),
    "broken": lambda t: t("Broken"),
    "missing": lambda t: t("Missing"),
    "other_number": lambda t: t("Other number"),
}


def seal_state_word(state: str, t: Texts) -> str:
    """Name how a seal was found; '' says that nobody looked."""
    return _STATES[state](t) if state in _STATES else state or t("Not looked at")
