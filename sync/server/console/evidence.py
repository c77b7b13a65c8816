"""PURE: what a body tells beside its findings: where the visit was, what is proposed, marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from inspector_app.texts.catalogue import Texts
from sync.protocol.content import Content, find_items, find_part, find_text


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure that is proposed, with its legal basis."""

    words: str
    basis: str


def tell_place(content: Content, t: Texts) -> str:
    """Say where a visit took place and how far from the site, or why that is not known."""
    location = find_part(content, "location")
    latitude, longitude = (find_text(location, name) for name in ("latitude", "longitude"))
    if not latitude or not longitude:
        return no_place(find_text(content, "no_location"), t)
    accuracy, distance = (find_text(location, name) for name in ("accuracy_m", "distance_m"))
    place = f"{latitude}, {longitude}" + (f" ± {accuracy} m" if accuracy else "")
    if not distance:
        return place
    return t("{place}; {distance} from the registered place", place=place, distance=f"{distance} m")


def no_place(code: str, t: Texts) -> str:
    """Say why a record has no location, '' when it does not tell."""
    reasons = {
        "denied": lambda: t("None: it was not allowed"),
        "unavailable": lambda: t("None: the device had none to give"),
        "timed_out": lambda: t("None: the device found none in time"),
        "not_asked": lambda: t("None: it was not asked for"),
    }
    return reasons[code]() if code in reasons else ""


def list_measures(content: Content, t: Texts) -> Iterator[MeasureLine]:
    """Give what the inspectors propose."""
    for measure in find_items(content, "measures"):
        words = find_text(measure, "text", t.language) or find_text(measure, "text", "zh")
        if words:
            yield MeasureLine(words, find_text(measure, "basis"))


def find_originals(content: Content) -> dict[str, str]:
    """Return by the SHA-256 of a marked photo that of the photo it was made of."""
    found = {
        find_text(photo, "sha256"): find_text(photo, "of")
        for photo in find_items(content, "photos")
    }
    return {sha256: original for sha256, original in found.items() if original}
