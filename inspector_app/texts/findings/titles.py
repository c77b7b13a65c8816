"""What a finding is about: the test, and where on the instrument or at which quantity."""

from collections.abc import Callable

from inspector_app.metrology.model import Finding
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.procedures import find_label
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import with_unit

Place = Callable[[str, Finding, Texts], str]


def finding_title(finding: Finding, t: Texts, rule: Rule | None = None) -> str:
    """Name what was tested and where: `Volume indication error · Maximum flow`."""
    place = place_text(finding, t, rule)
    return f"{test_title(finding, t, rule)} · {place}" if place else test_title(finding, t, rule)


def test_title(finding: Finding, t: Texts, rule: Rule | None) -> str:
    """Name what was tested."""
    if finding.test == "seal":
        return t("Seal")
    if finding.test == "check":
        return t("Check")
    if rule is not None and finding.test in rule.tests:
        return t.label(rule.tests[finding.test].title)
    return finding.test.replace("_", " ")


def place_text(finding: Finding, t: Texts, rule: Rule | None) -> str:
    """Name where a finding was made, '' when there is only one place."""
    names = (_name(finding, key, name, t, rule) for key, name in finding.at.items())
    return " · ".join(name for name in names if name)


def _name(finding: Finding, key: str, name: str, t: Texts, rule: Rule | None) -> str:
    if key in _PLACES:
        return _PLACES[key](name, finding, t)
    label = find_label(rule, finding.test, key, name) if rule else None
    return t.label(label) if label else name


def _measured(unit: str) -> Place:
    return lambda name, _finding, t: with_unit(_number(name, t), unit, t)


def _flow(name: str, finding: Finding, t: Texts) -> str:
    kinds = {"normal": t("Full flow"), "special": t("Slow flow (special test)")}
    return kinds.get(name) or with_unit(_number(name, t), finding.details.get("flow_unit", ""), t)


def _current(name: str, finding: Finding, t: Texts) -> str:
    return with_unit(_number(name, t), finding.details.get("current_unit", ""), t)


def _of_its_unit(name: str, finding: Finding, t: Texts) -> str:
    return with_unit(_number(name, t), finding.unit, t)


def _number(name: str, t: Texts) -> str:
    """Spell a number of the core; what is none (a load without one) stays as it is."""
    return t.number(name) if name.lstrip("-").replace(".", "", 1).isdigit() else name


_PLACES: dict[str, Place] = {
    "load": _of_its_unit,
    "reference": _of_its_unit,
    "nominal": _of_its_unit,
    "settled": _measured("g"),
    "volume_L": _measured("L"),
    "draft_gal": _measured("gal"),
    "flow": _flow,
    "flow_ratio": lambda name, _finding, t: f"qp/q = {_number(name, t)}",
    "delta_theta_K": lambda name, _finding, t: f"Δθ = {with_unit(_number(name, t), 'K', t)}",
    "current_ib": _current,
    "power_factor": lambda name, _finding, _t: f"cos φ = {name}",
    "unit": lambda _name, _finding, _t: "",
}
