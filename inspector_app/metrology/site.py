"""A site as a whole: pumps that lean to one side, certificates out of date, seals that are not.

Nothing here is a verdict on an instrument, and a pattern is none on the trader: it is something for
a person to look into. The one limit that is laid down, 60 % of the pumps short in any amount, is
law in Texas only (Texas Department of Agriculture; rule us.station.tx). Elsewhere the share is
given without a verdict: Handbook 44, G-UR.4.1, names no number, and no other law read here does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from inspector_app.metrology.methods.station import judge_predominance, share_short
from inspector_app.metrology.model import Effect, Finding, Verdict
from inspector_app.metrology.past import PastResult
from inspector_app.metrology.rule import Rule

PUMP = "fuel_dispenser"
PATTERN_PUMPS = 3
"""So many pumps must be measured before their common direction is mentioned: our own choice.

Of three pumps that deviate by chance all lie on one side in one station of four, so this is no more
than a reason to look.
"""

VISIT_DAYS = 0
"""Results of so many days before today belong to this visit: none, the visit is today.

Pumps are adjusted between visits, so results of different visits do not make up one state of the
station, and a limit on that state is judged on one visit alone.
"""

EARLIER_DAYS = 366
"""Earlier results of up to a year are counted by themselves, for whoever comes to the station.

A year is the longest period of verification of an instrument in these rules (six months for
dispensers); whatever is older was measured on an instrument that was verified again since.
"""

DUE_DAYS = 30
"""From so many days before its last day on, a certificate is due: our own choice, no law."""

NOTHING_MEASURED = PastResult()


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The last finished check of an instrument: its local day, verdict, and what it left behind.

    `has_value` tells that something was measured, also where its direction is not known.
    """

    day: date
    verdict: Verdict
    result: PastResult = NOTHING_MEASURED
    has_value: bool = False


@dataclass(frozen=True, slots=True)
class SiteInstrument:
    """An instrument as it counts for its site.

    `wants_seals` tells that the procedure of its rule names places for seals, `has_seals` that the
    register has a seal of it.
    """

    id: str
    kind: str
    in_use: bool = True
    has_certificate: bool = True
    valid_until: date | None = None
    wants_seals: bool = False
    has_seals: bool = True
    last: LastCheck | None = None


@dataclass(frozen=True, slots=True)
class PumpResults:
    """The results of the pumps that were measured in one span of days; `of` pumps are in use.

    `share` is the percentage of the measured ones that give the customer less in any amount.
    `one_direction` is set when all of them deviate to the same side, and none by zero. `finding` is
    the verdict of the rule about whole stations, once every pump in use was measured in this visit.
    """

    short: frozenset[str]
    measured: frozenset[str]
    of: int
    share: Fraction
    first_day: date
    last_day: date
    one_direction: Effect | None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class SiteFindings:
    """What there is to say of a site, by instrument.

    `uncounted` are pumps whose last result cannot be counted: it is too old, it does not tell its
    direction, or it was measured so that it proves nothing. An instrument stands in one of the four
    lists about certificates at most.
    """

    checked: frozenset[str]
    unchecked: frozenset[str]
    visit: PumpResults | None = None
    earlier: PumpResults | None = None
    uncounted: frozenset[str] = frozenset()
    expired: frozenset[str] = frozenset()
    uncertified: frozenset[str] = frozenset()
    undated: frozenset[str] = frozenset()
    due: frozenset[str] = frozenset()
    unsealed: frozenset[str] = frozenset()
    bad_seals: frozenset[str] = frozenset()

    @property
    def is_quiet(self) -> bool:
        """Tell that there is nothing to say besides what was checked and what was not."""
        told = (
            self.uncounted, self.expired, self.uncertified, self.undated, self.due,
            self.unsealed, self.bad_seals,
        )  # fmt: skip
        return not (self.visit or self.earlier or any(told))


@dataclass(frozen=True, slots=True)
class _Measured:
    """A pump with a result that counts."""

    id: str
    day: date
    deviation: Fraction


@dataclass(slots=True)
class _Pumps:
    """The pumps in use, sorted by what their last result is good for."""

    visit: list[_Measured] = field(default_factory=list)
    earlier: list[_Measured] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)


def find_at_site(
    instruments: Iterable[SiteInstrument],
    day: date,
    *,
    rule: Rule | None = None,
    phase: str = "maintenance",
    visit_days: int = VISIT_DAYS,
) -> SiteFindings:
    """Return the findings of a site on `day`; only instruments in use count.

    `rule` is the law about whole stations where there is one. Its verdict comes when every pump in
    use has a result of this visit, which is `day` and the `visit_days` before it; of earlier
    results none is judged.
    """
    used = [one for one in instruments if one.in_use]
    first_of_visit = day - timedelta(days=visit_days)
    pumps = _sort_pumps(used, first_of_visit, day - timedelta(days=EARLIER_DAYS))
    of = sum(one.kind == PUMP for one in used)
    judging = rule if len(pumps.visit) == of else None
    certificates = [(one.id, _certificate(one, day)) for one in used]
    lists = {
        name: frozenset(each for each, state in certificates if state == name)
        for name in ("expired", "uncertified", "undated", "due")
    }
    return SiteFindings(
        checked=_ids(used, lambda one: _is_checked(one, day)),
        unchecked=_ids(used, lambda one: not _is_checked(one, day)),
        visit=_results(pumps.visit, of, judging, phase),
        earlier=_results(pumps.earlier, of, None, phase),
        uncounted=frozenset(pumps.uncounted),
        unsealed=_ids(used, lambda one: one.wants_seals and not one.has_seals),
        bad_seals=_ids(used, lambda one: one.last is not None and bool(one.last.result.bad_seals)),
        **lists,
    )


def _ids(
    instruments: Sequence[SiteInstrument], wanted: Callable[[SiteInstrument], bool]
) -> frozenset[str]:
    return frozenset(one.id for one in instruments if wanted(one))


def _is_checked(one: SiteInstrument, day: date) -> bool:
    """True if it was checked that day; an incomplete check has still to be made."""
    last = one.last
    return last is not None and last.day == day and last.verdict is not Verdict.INCOMPLETE


def _sort_pumps(instruments: Sequence[SiteInstrument], visit: date, oldest: date) -> _Pumps:
    pumps = _Pumps()
    for one in instruments:
        last = one.last
        if one.kind != PUMP or last is None:
            continue
        deviation = last.result.deviation
        if deviation is not None and last.day >= oldest:
            measured = _Measured(one.id, last.day, deviation)
            (pumps.visit if last.day >= visit else pumps.earlier).append(measured)
        elif last.has_value:
            pumps.uncounted.append(one.id)
    return pumps


def _results(
    pumps: Sequence[_Measured], of: int, rule: Rule | None, phase: str
) -> PumpResults | None:
    if not pumps:
        return None
    deviations = [pump.deviation for pump in pumps]
    return PumpResults(
        short=frozenset(pump.id for pump in pumps if pump.deviation < 0),
        measured=frozenset(pump.id for pump in pumps),
        of=of,
        share=share_short(deviations),
        first_day=min(pump.day for pump in pumps),
        last_day=max(pump.day for pump in pumps),
        one_direction=_one_direction(deviations),
        finding=judge_predominance(rule, phase, deviations) if rule else None,
    )


def _one_direction(deviations: Sequence[Fraction]) -> Effect | None:
    if len(deviations) < PATTERN_PUMPS:
        return None
    if all(deviation < 0 for deviation in deviations):
        return Effect.LESS
    return Effect.MORE if all(deviation > 0 for deviation in deviations) else None


def _certificate(one: SiteInstrument, day: date) -> str:
    """Name what is to be said of a certificate, '' when it is in date for long.

    Its last day is still valid. An instrument may not be used without one, or past its period
    (Implementing Rules of the Metrology Law of China, 2022, art. 22).
    """
    if one.valid_until is not None and one.valid_until < day:
        return "expired"
    if not one.has_certificate:
        return "uncertified"
    if one.valid_until is None:
        return "undated"
    return "due" if one.valid_until <= day + timedelta(days=DUE_DAYS) else ""
