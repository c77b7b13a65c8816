"""A scanned seal in sentences: right, another one, of another place, not in the register."""

from inspector_app.metrology.seals import plain_number
from inspector_app.screens.parts.lines import full_title
from inspector_app.screens.state import App
from inspector_app.screens.theme import Tone
from inspector_app.services.views import ReplacedSeal, SealCheck, SealMatch
from inspector_app.texts.catalogue import Texts

LONGEST_SHOWN = 60

TONE_OF = {
    SealMatch.RIGHT: Tone.PASS,
    SealMatch.OTHER_POSITION: Tone.UNSURE,
    SealMatch.ELSEWHERE: Tone.FAIL,
    SealMatch.UNKNOWN: Tone.FAIL,
    SealMatch.NOT_A_SEAL: Tone.UNSURE,
}


def check_sentence(check: SealCheck, app: App) -> str:
    """Say what was read at a seal and what it is to the register."""
    t = app.t
    if check.match is SealMatch.RIGHT:
        return t("Right: {number} is the registered number.", number=check.number)
    if check.match is SealMatch.OTHER_POSITION:
        return t(
            "{number} is the seal of this instrument at another place: {place}.",
            number=check.number, place=t.label(check.label or {}),
        )  # fmt: skip
    if check.match is SealMatch.NOT_A_SEAL:
        shown = check.number[:LONGEST_SHOWN]
        return t("Read: {read}. This is not the number of a seal.", read=shown)
    return t("{first} {second}", first=_other_seal(check, t), second=_where(check, app))


def new_seal_sentence(check: SealCheck, app: App) -> str:
    """Say why a scanned number cannot be that of a new seal; '' when it can."""
    if check.match is SealMatch.UNKNOWN:
        return ""
    if check.match is SealMatch.RIGHT:
        return app.t("{number} is the seal that was there before.", number=check.number)
    if check.match is SealMatch.ELSEWHERE:
        return _where(check, app)
    return check_sentence(check, app)


def change_sentence(change: ReplacedSeal, t: Texts) -> str:
    """Say which seal was taken off and which one was put on."""
    if not change.removed:
        return t("{applied} put on", applied=change.applied)
    return t("{removed} removed, {applied} put on",
             removed=change.removed, applied=change.applied)  # fmt: skip


def _other_seal(check: SealCheck, t: Texts) -> str:
    if not plain_number(check.expected):
        return t("No number is registered here; found {found}.", found=check.number)
    return t(
        "Another seal: expected {expected}, found {found}.",
        expected=check.expected, found=check.number,
    )  # fmt: skip


def _where(check: SealCheck, app: App) -> str:
    t = app.t
    if check.at is None:
        return t("{found} is not in the register.", found=check.number)
    return t(
        "{found} is registered at {instrument}, {site} ({place}): perhaps swapped.",
        found=check.number, instrument=full_title(check.at, app), site=check.site_name,
        place=t.label(check.label or {}),
    )  # fmt: skip
