"""A typical slip is asked about: a digit too many, a lost decimal point, another unit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.procedures import Field, Point, plan_points
from inspector_app.rulebook.quantities import Context, context_of
from inspector_app.rulebook.readings import doubt_about
from inspector_app.rulebook.suitability import imagine_readings
from tests.support.kinds import INSTRUMENTS, certificate

Asked = tuple[Rule, Point, Field, Context, Fraction]

RULES = load_rulebook()
LARGER, SMALLER = (10, 100, 1000), tuple(Fraction(1, size) for size in (10, 100, 1000))
WIDE = {
    # Where a reading may be anything from a little to a lot, a smaller one is no slip to be seen.
    ("cn.electricity-meter.jjg596-2012", "load_error.max", "current_ib"): SMALLER[:2],
    ("cn.fuel-dispenser.jjg443-2023", "payment", "indicated_L"): SMALLER[:2],
    ("cn.fuel-dispenser.jjg443-2023", "indication_error.q1", "nozzle_temperature_C"): SMALLER,
    ("cn.fuel-dispenser.jjg443-2023", "indication_error.q2", "nozzle_temperature_C"): SMALLER,
    ("cn.cng-dispenser.jjg996-2012", "quantity_error.q1", "reference_kg"): SMALLER[:2],
    ("cn.cng-dispenser.jjg996-2012", "quantity_error.q2", "reference_kg"): SMALLER[:2],
    ("cn.ev-charger.jjg1148-2022", "quantity_error.max", "reference_kWh"): SMALLER,
    ("cn.ev-charger.jjg1148-2022", "quantity_error.min", "reference_kWh"): SMALLER,
    ("cn.ev-charger.jjg1148-2022", "payment", "unit_price"): SMALLER[:1],
    ("cn.ev-charger.jjg1148-2022", "payment", "indicated_kWh"): SMALLER,
    ("cn.ev-charger.jjg1149-2022", "quantity_error.max", "reference_kWh"): SMALLER,
    ("cn.ev-charger.jjg1149-2022", "quantity_error.min", "reference_kWh"): SMALLER,
    ("cn.ev-charger.jjg1149-2022", "payment", "unit_price"): SMALLER[:1],
    ("cn.ev-charger.jjg1149-2022", "payment", "indicated_kWh"): SMALLER,
    ("cn.lng-dispenser.jjg1114-2015", "quantity_error.q1", "reference_kg"): SMALLER[:1],
    ("cn.lng-dispenser.jjg1114-2015", "quantity_error.q2", "reference_kg"): SMALLER[:1],
    ("cn.lpg-dispenser.jjg997-2015", "quantity_error.q1", "reference_L"): SMALLER[:1],
    ("cn.lpg-dispenser.jjg997-2015", "quantity_error.q2", "reference_L"): SMALLER[:1],
    ("cn.lpg-dispenser.jjg997-2015", "payment", "unit_price"): SMALLER[:2],
    ("cn.lpg-dispenser.jjg997-2015", "payment", "indicated_L"): SMALLER[:2],
    ("cn.prepackaged.jjf1070", "net_content.m", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "net_content.m2", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "net_content.piece", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "batch_mean.g", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "batch_mean.mL", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "batch_mean.m", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "batch_mean.m2", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "batch_mean.piece", "nominal"): SMALLER,
    ("cn.taximeter.jjg517-2016", "quantity_error.distance", "reference_km"): SMALLER[:2],
    ("cn.taximeter.jjg517-2016", "time_error", "reference_s"): SMALLER[:1],
    ("cn.prepackaged.jjf1070", "net_content.g", "nominal"): SMALLER,
    ("cn.prepackaged.jjf1070", "net_content.mL", "nominal"): SMALLER,
    ("cn.retail-weighing.order66", "retail_weighing.A", "settled_g"): SMALLER[:2],
    ("cn.retail-weighing.order66", "retail_weighing.B", "settled_g"): SMALLER[:2],
    ("cn.retail-weighing.order66", "retail_weighing.C", "settled_g"): SMALLER[:2],
    ("cn.retail-weighing.order66", "retail_weighing.D", "settled_g"): SMALLER[:2],
    ("cn.retail-weighing.order66", "retail_weighing.gold", "settled_g"): SMALLER[:2],
    ("cn.retail-weighing.order66", "retail_weighing.silver", "settled_g"): SMALLER[:2],
    ("cn.water-meter.jjg162-2019", "flow_error.q1", "indicated_L"): SMALLER[:2],
    ("cn.water-meter.jjg162-2019", "flow_error.q2", "indicated_L"): SMALLER[:2],
    ("cn.water-meter.jjg162-2019", "flow_error.q3", "indicated_L"): SMALLER[:2],
    ("cn.water-meter.jjg162-2019", "flow_error.q1", "temperature_C"): SMALLER[:1],
    ("cn.water-meter.jjg162-2019", "flow_error.q2", "temperature_C"): SMALLER[:1],
    ("cn.water-meter.jjg162-2019", "flow_error.q3", "temperature_C"): SMALLER[:1],
    ("us.scale.hb44-2.20", "weighing.used", "load"): SMALLER[:2],
}


def asked_for() -> list[Asked]:
    """Every number of every rule, where a faultless instrument is tested as it should be."""
    found = []
    for rule in RULES.values():
        instrument, standard = INSTRUMENTS[rule.id], certificate(rule)
        for point in plan_points(rule, instrument, rule.phases[0], standard):
            run: dict[str, str] = {}
            for (_, number, key), text in imagine_readings((point,), instrument, standard).items():
                field = next(field for field in point.fields if field.key == key)
                context = context_of(instrument=instrument, standard=standard, run=dict(run))
                run[key] = text
                if field.kind == "number" and number == 0:
                    found.append((rule, point, field, context, Fraction(text)))
    return found


ASKED = asked_for()


def doubt(asked: Asked, number: Fraction) -> str:
    rule, point, field, context, _ = asked
    return doubt_about(rule, point, field, spell(number), context)


def name_of(asked: Asked) -> tuple[str, str, str]:
    rule, point, field, _, _ = asked
    return rule.id, point.key, field.key


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: "-".join(name_of(asked)))
def test_a_usual_reading_with_a_slip_is_asked_about(asked: Asked) -> None:
    usual = asked[-1]
    missed = WIDE.get(name_of(asked), ())
    if not usual:  # around zero, a slip shows once the reading has some size
        high = asked[2].high.resolve(asked[3]) if asked[2].high else None
        usual, missed = (high or Fraction(0)) * Fraction(1, 2), SMALLER
    if not usual:
        return
    usual = round(usual, asked[2].decimals)  # as a display shows it
    for size in (*LARGER, *SMALLER):
        assert bool(doubt(asked, usual * size)) is (size not in missed), size


def test_a_number_that_goes_on_far_behind_what_is_shown_is_asked_about() -> None:
    for asked in ASKED:
        field, usual = asked[2], round(asked[-1], asked[2].decimals)
        if doubt(asked, usual):
            continue
        for more, is_asked in ((field.decimals + 3, False), (field.decimals + 4, True)):
            least = Fraction(1, 10**more)
            inside = [one for one in (usual + least, usual - least) if lies_in_range(asked, one)]
            assert inside
            assert all(bool(doubt(asked, one)) is is_asked for one in inside), name_of(asked)


def lies_in_range(asked: Asked, number: Fraction) -> bool:
    low, high = (end.resolve(asked[3]) if end else None for end in (asked[2].low, asked[2].high))
    return (low is None or low <= number) and (high is None or number <= high)


def test_every_number_has_a_range_or_an_offered_value() -> None:
    for _, point, field, context, _ in ASKED:
        ends = (field.low, field.high)
        known = [end.resolve(context) for end in ends if end]
        assert (len(known) == 2 and None not in known) or field.hint, (point.key, field.key)


def test_litres_for_millilitres_and_kilograms_for_grams_are_called_another_unit() -> None:
    by_name = {name_of(asked): asked for asked in ASKED}
    for name in (
        ("cn.fuel-dispenser.jjg443-2023", "indication_error.q1", "indicated_L"),
        ("cn.water-meter.jjg162-2019", "flow_error.q3", "flow_Lh"),
        ("cn.water-meter.jjg162-2019", "flow_error.q3", "delivered_L"),
        ("cn.gas-meter.jjg577-2012", "flow_error.max", "flow_m3h"),
        ("oiml.scale.r76", "weighing.half", "load"),
        ("oiml.scale.r76", "weighing.half", "indication"),
        ("eu.fuel-dispenser.mid-mi005", "indication_error.normal", "delivered_L"),
    ):
        asked = by_name[name]
        for size in (1000, Fraction(1, 1000)):
            assert doubt(asked, asked[-1] * size) == "unit", name


OFFERED = [asked for asked in ASKED if asked[2].hint and Fraction(asked[2].hint)]


@given(st.sampled_from(OFFERED), st.fractions(Fraction(1, 5), 5, max_denominator=1000))
def test_no_two_readings_a_power_of_ten_apart_are_both_taken_where_a_value_is_offered(
    asked: Asked, share: Fraction
) -> None:
    number = Fraction(asked[2].hint) * share
    taken = [size for size in (1, *LARGER, *SMALLER) if not doubt(asked, number * size)]
    assert len(taken) <= 1


@given(st.sampled_from(ASKED), st.fractions(max_denominator=1000))
def test_no_number_whatever_ends_a_doubt_with_an_error(asked: Asked, number: Fraction) -> None:
    assert doubt(asked, number) in ("", "unit", "magnitude", "not_a_number")
