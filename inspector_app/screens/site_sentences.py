"""The findings of a site in plain sentences: what was seen, and that a person looks into it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import flet as ft

from inspector_app.metrology.decimals import to_decimal
from inspector_app.metrology.model import Effect, Verdict
from inspector_app.metrology.site import DUE_DAYS, PumpResults, SiteFindings, SiteInstrument
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import seal_word
from inspector_app.services.views import SealState, SiteReport
from inspector_app.texts.catalogue import Texts

FEWEST_PLACES, MOST_PLACES = 2, 9


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as it is shown; `ids` are the instruments that it is about."""

    key: str
    tone: Tone
    icon: ft.IconData
    word: str
    sentence: str
    ids: frozenset[str] = frozenset()
    source: str = ""


def say_findings(report: SiteReport, t: Texts) -> tuple[Said, ...]:
    """Return every finding of the site, what must be acted on and what was seen today first."""
    found = report.findings
    parts = (
        *_pumps_today(report, t),
        *_one_direction(report, t),
        *_certificates(found, t),
        *_seals(found, t),
        *_pumps_earlier(report, t),
    )
    return tuple(parts)


def say_reason(key: str, one: SiteInstrument, t: Texts) -> str:
    """Say in a few words what a finding is, for one of its instruments."""
    if key in ("expired", "due"):
        return t("until {date}", date=t.date(one.valid_until)) if one.valid_until else ""
    last = one.last
    if last is None:
        return ""
    if key == "bad_seals":
        codes = dict.fromkeys(code for _, code in last.result.bad_seals)
        return " · ".join(seal_word(SealState(code), t) for code in codes)
    if key in ("visit", "direction", "earlier"):
        return _deviation(one, t)
    return t.date(last.day) if key == "uncounted" else ""


def _deviation(one: SiteInstrument, t: Texts) -> str:
    result = one.last.result if one.last else None
    if result is None or result.deviation is None:
        return ""
    if result.deviation == 0:
        return t("neither less nor more")
    amount, limit = abs(result.deviation), result.limit
    places = _telling_places(amount, limit)
    said = f"{t.number(to_decimal(amount), places)} {result.unit}".strip()
    words = t("less by {amount}", amount=said)
    if result.deviation > 0:
        words = t("more by {amount}", amount=said)
    if limit is None:
        return words
    allowed = f"{t.number(to_decimal(limit), places)} {result.unit}".strip()
    return t("{deviation}, limit {limit}", deviation=words, limit=allowed)


def _telling_places(amount: Fraction, limit: Fraction | None) -> int:
    """Return how many places show that an amount is not zero, and on which side of its limit."""
    for places in range(FEWEST_PLACES, MOST_PLACES):
        shown = round(amount, places)
        if bool(shown) == bool(amount) and (limit is None or (shown > limit) == (amount > limit)):
            return places
    return MOST_PLACES


def _pumps_today(report: SiteReport, t: Texts) -> Iterator[Said]:
    visit = report.findings.visit
    if visit is None:
        return
    when, share = _when(visit, report.today, t), _share(visit, t)
    sentence = t.plural(
        "Of {measured} pumps measured {when}, {n} gives the customer less ({share} %).",
        "Of {measured} pumps measured {when}, {n} give the customer less ({share} %).",
        len(visit.short),
        measured=len(visit.measured),
        when=when,
        share=share,
    )
    tone, word, more, source = _judged(visit, report.rule_status, t)
    whole = t("{sentence} {more}", sentence=sentence, more=more)
    yield Said("visit", tone, ft.Icons.INSIGHTS, word, whole, visit.short, source)


def _judged(visit: PumpResults, rule_status: str, t: Texts) -> tuple[Tone, str, str, str]:
    """Return tone, word, what the limit says, and its source; a verdict only where law has one."""
    if not rule_status:
        return Tone.PLAIN, t("Information"), t("No limit is laid down here."), ""
    finding = visit.finding
    if finding is None or finding.limit is None or finding.limit.max is None:
        more = t("It is judged when all {count} pumps in use are measured.", count=visit.of)
        return Tone.DUE, t("Not all measured"), more, ""
    limit = t.number(finding.limit.max)
    status = t("Source verified") if rule_status == "verified" else t("Source not verified")
    source = f"{finding.citation} · {status}"
    if finding.verdict is Verdict.PASS:
        return Tone.PASS, t("Pass"), t("Limit {limit} %: kept.", limit=limit), source
    more = t("Limit {limit} %: exceeded.", limit=limit)
    return Tone.FAIL, t("Fail"), more, source


def _one_direction(report: SiteReport, t: Texts) -> Iterator[Said]:
    """Give the pattern of this visit, or else that of the earlier checks."""
    pumps = _in_one_direction(report)
    if pumps is None:
        return
    count, less = len(pumps.measured), pumps.one_direction is Effect.LESS
    when = _when(pumps, report.today, t)
    if pumps is report.findings.visit:
        sentence = t("All {count} pumps measured give the customer more.", count=count)
        if less:
            sentence = t("All {count} pumps measured give the customer less.", count=count)
    else:
        sentence = t(
            "At earlier checks, {when}, all {count} pumps gave the customer more.",
            when=when,
            count=count,
        )
        if less:
            sentence = t(
                "At earlier checks, {when}, all {count} pumps gave the customer less.",
                when=when,
                count=count,
            )
    more = t("That is a pattern for a person to look into, not a verdict.")
    whole = t("{sentence} {more}", sentence=sentence, more=more)
    icon = ft.Icons.PERSON_SEARCH
    yield Said("direction", Tone.UNSURE, icon, t("To look into"), whole, pumps.measured)


def _in_one_direction(report: SiteReport) -> PumpResults | None:
    either = (report.findings.visit, report.findings.earlier)
    return next((pumps for pumps in either if pumps and pumps.one_direction), None)


def _certificates(found: SiteFindings, t: Texts) -> Iterator[Said]:
    if found.expired:
        words = t.plural(
            "{n} certificate has expired.", "{n} certificates have expired.", len(found.expired)
        )
        icon = ft.Icons.WARNING_AMBER
        yield Said("expired", Tone.FAIL, icon, t("Expired"), words, found.expired)
    if found.uncertified:
        words = t.plural(
            "{n} instrument in use has no certificate on file.",
            "{n} instruments in use have no certificate on file.",
            len(found.uncertified),
        )
        icon, word = ft.Icons.GPP_BAD, t("No certificate")
        yield Said("uncertified", Tone.FAIL, icon, word, words, found.uncertified)
    if found.due:
        words = t.plural(
            "{n} certificate ends within {days} days.",
            "{n} certificates end within {days} days.",
            len(found.due),
            days=DUE_DAYS,
        )
        yield Said("due", Tone.DUE, ft.Icons.SCHEDULE, t("Ends soon"), words, found.due)
    if found.undated:
        words = t.plural(
            "{n} certificate has no last day on file.",
            "{n} certificates have no last day on file.",
            len(found.undated),
        )
        icon, word = ft.Icons.EVENT_BUSY, t("No date known")
        yield Said("undated", Tone.UNSURE, icon, word, words, found.undated)


def _seals(found: SiteFindings, t: Texts) -> Iterator[Said]:
    if found.bad_seals:
        words = t.plural(
            "At the last check of {n} instrument a seal was broken, missing or of another number.",
            "At the last check of {n} instruments a seal was broken, missing or of another number.",
            len(found.bad_seals),
        )
        icon, word = ft.Icons.LOCK_OPEN, t("Seal not in order")
        yield Said("bad_seals", Tone.FAIL, icon, word, words, found.bad_seals)
    if found.unsealed:
        words = t.plural(
            "{n} instrument has no seal on file, although its rule names places for seals.",
            "{n} instruments have no seal on file, although their rules name places for seals.",
            len(found.unsealed),
        )
        icon, word = ft.Icons.NO_ENCRYPTION, t("No seal on file")
        yield Said("unsealed", Tone.UNSURE, icon, word, words, found.unsealed)


def _pumps_earlier(report: SiteReport, t: Texts) -> Iterator[Said]:
    found = report.findings
    if found.earlier is not None and found.earlier is not _in_one_direction(report):
        sentence = t(
            "At earlier checks, {when}, {short} of {measured} pumps gave the customer less.",
            short=len(found.earlier.short),
            measured=len(found.earlier.measured),
            when=_when(found.earlier, report.today, t),
        )
        icon, word = ft.Icons.HISTORY, t("Information")
        yield Said("earlier", Tone.PLAIN, icon, word, sentence, found.earlier.short)
    if found.uncounted:
        words = t.plural(
            "The last result of {n} pump does not count: too old, void, or direction unknown.",
            "The last results of {n} pumps do not count: too old, void, or direction unknown.",
            len(found.uncounted),
        )
        icon, word = ft.Icons.REMOVE_CIRCLE_OUTLINE, t("Not counted")
        yield Said("uncounted", Tone.PLAIN, icon, word, words, found.uncounted)


def _when(pumps: PumpResults, today: date, t: Texts) -> str:
    first, last = t.date(pumps.first_day), t.date(pumps.last_day)
    if pumps.first_day == pumps.last_day:
        return t("today") if pumps.last_day == today else t("on {date}", date=last)
    return t("from {first} to {last}", first=first, last=last)


def _share(pumps: PumpResults, t: Texts) -> str:
    """Spell the share to a tenth: up to 400 pumps that never turns a share over 60 % into 60 %."""
    return t.number(to_decimal(pumps.share), 0 if pumps.share.denominator == 1 else 1)
