"""One sentence for the trader: what was found in the customer's terms, and what is allowed."""

from collections.abc import Callable, Mapping

from inspector_app.metrology.model import Finding, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, value_text
from inspector_app.texts.findings import goods, lenses, metered, meters, stations, volumes, weights
from inspector_app.texts.findings.codes import no_limit_phrase, open_phrase
from inspector_app.texts.findings.said import Said
from inspector_app.texts.findings.titles import place_text

Saying = Callable[[Finding, Texts], Said]


def finding_sentence(finding: Finding, t: Texts, rule: Rule | None = None) -> str:
    """Say what was found in the customer's terms, with what is allowed."""
    if finding.test == "check":
        return t("Not in order: {check}", check=place_text(finding, t, rule))
    if finding.test == "seal":
        return _seal(finding, t)
    said = _SAYINGS.get(finding.test, _plain)(finding, t)
    sentence = _joined(said, finding, t)
    if finding.verdict is Verdict.INCOMPLETE and finding.value is not None and finding.limit:
        why = open_phrase(finding, t)
        if why:
            return t("{sentence}; {why}", sentence=sentence, why=why)
        return t("Does not count: {sentence}", sentence=sentence)
    return sentence


def _joined(said: Said, finding: Finding, t: Texts) -> str:
    """Put what was found and what is allowed together; on a side without a limit, only the first.

    A limit of another kind (both sides where the value has one) is named as the data have it.
    """
    if finding.value is not None and finding.limit is None:
        return t("{found}; {no_limit}", found=said.found, no_limit=no_limit_phrase(finding, t))
    if not said.allowed:
        return said.found
    return t("{found}; allowed {limit}", found=said.found, limit=said.allowed)


def _plain(finding: Finding, t: Texts) -> Said:
    return Said(value_text(finding, t), limit_text(finding, t))


def _seal(finding: Finding, t: Texts) -> str:
    expected, found = finding.details.get("expected", ""), finding.details.get("found", "")
    if "broken" in finding.codes:
        return t("The seal is broken; registered number {expected}", expected=expected)
    if "missing" in finding.codes:
        return t("The seal is missing; registered number {expected}", expected=expected)
    if "other_number" in finding.codes:
        return t("Number {found} instead of {expected}", found=found, expected=expected)
    if finding.verdict is Verdict.PASS:
        return t("Intact, number {found}", found=found)
    return t("The seal is not yet confirmed")


_SAYINGS: Mapping[str, Saying] = {
    "indication_error": volumes.say_volume,
    "draft": volumes.say_draft,
    "repeatability": weights.say_range,
    "payment": goods.say_payment,
    "retail_weighing": goods.say_settled_weight,
    "net_content": goods.say_net_content,
    "batch_mean": goods.say_batch_mean,
    "batch_over_t1": goods.say_packages_short,
    "batch_over_t2": goods.say_packages_short,
    "quantity_error": metered.say_quantity,
    "clock_error": metered.say_clock,
    "time_error": metered.say_time,
    "predominance": stations.say_predominance,
    "station_pump": stations.say_pump,
    "weighing": weights.say_weight,
    "eccentricity": weights.say_weight,
    "discrimination": weights.say_discrimination,
    "flow_error": meters.say_flow,
    "energy_error": meters.say_energy,
    "load_error": meters.say_load,
    "sphere": lenses.say_power,
    "vertex_power": lenses.say_power,
    "pupil_distance": lenses.say_distance,
}
