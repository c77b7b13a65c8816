"""Who this tablet is and what its user has settled: language, appearance, place."""

from collections.abc import Mapping

from inspector_app.errors import WrongUse
from inspector_app.rulebook import Rulebook
from inspector_app.services.instants import find_instant
from inspector_app.services.opening import Tablet
from inspector_app.services.ruling import DEFAULT_JURISDICTION
from inspector_app.services.views import TabletInfo
from inspector_app.store import pins, reference
from inspector_app.store.tablet import load_settings_rows, load_tablet_row, store_setting
from sync.protocol.practice import is_practice

_ALWAYS = {
    "language": ("", "zh", "en"),  # '': as the device says
    "appearance": ("system", "light", "dark", "sun"),
    "photos": ("any", "wifi"),
    "glove": ("off", "on"),
    "lock": ("5", "2", "15", "never"),  # minutes without a touch
}


def list_choices(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Return what may be chosen by name; the first is what holds until something was chosen.

    Whose rules apply may be chosen among the jurisdictions that the rulebook knows.
    """
    others = (name for name in rulebook.jurisdictions() if name != DEFAULT_JURISDICTION)
    return {**_ALWAYS, "jurisdiction": (DEFAULT_JURISDICTION, *others)}


def tablet_info(tablet: Tablet) -> TabletInfo:
    """Return enrolment and settings."""
    with tablet.database.reading() as db:
        noted = load_tablet_row(db)
        chosen = load_settings_rows(db)
        instruments = reference.count_rows(db, "instruments")
        guarded = pins.has_pins(db)
    choices = list_choices(tablet.rulebook)
    return TabletInfo(
        enrolled=noted["device_id"] is not None,
        device_id=noted["device_id"],
        name=noted["name"] or "",
        server_url=noted["server_url"] or "",
        instruments=instruments,
        guarded=guarded,
        practice=is_practice(noted["device_id"]),
        key_place=tablet.vault.place,
        key_trouble=tablet.vault.trouble,
        synced_at=find_instant(noted["synced_at"]),
        settings={name: chosen.get(name, values[0]) for name, values in choices.items()},
    )


def change_setting(tablet: Tablet, name: str, value: str) -> TabletInfo:
    """Settle one thing. Raises WrongUse for a name or a value that there is not."""
    if value not in list_choices(tablet.rulebook).get(name, ()):
        raise WrongUse(f"There is no setting {name} = {value!r}.", code="setting")
    with tablet.database.writing() as db:
        store_setting(db, name, value)
    return tablet_info(tablet)
