"""PURE: which language a page speaks, and how its links keep it."""

from urllib.parse import urlencode

from inspector_app.texts.catalogue import LANGUAGES


def choose_language(asked: str, accepted: str) -> str:
    """Return the language asked for in the address, else the best one that a browser accepts.

    `accepted` is the header Accept-Language; without a language of ours the first of LANGUAGES.
    """
    if asked in LANGUAGES:
        return asked
    wishes = sorted(map(_wish, accepted.split(",")), key=lambda wish: -wish[1])
    spoken = (name for name, weight in wishes if name in LANGUAGES and weight > 0)
    return next(spoken, LANGUAGES[0])


def make_link(path: str, asked: str, **values: object) -> str:
    """Return the address of a page, with the language if one was asked for."""
    wanted = {name: str(value) for name, value in values.items() if value is not None}
    if asked in LANGUAGES:
        wanted.setdefault("lang", asked)
    return f"{path}?{urlencode(wanted)}" if wanted else path


def _wish(member: str) -> tuple[str, float]:
    """Read one member of the header, like `en-GB;q=0.8`."""
    name, _, parameter = member.strip().partition(";")
    language = name.partition("-")[0].lower()
    key, _, weight = parameter.strip().partition("=")
    try:
        return language, float(weight) if key == "q" else 1.0
    except ValueError:
        return language, 0.0
