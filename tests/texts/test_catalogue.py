"""Numbers, days and counted sentences read as people expect."""

from datetime import date
from decimal import Decimal

from inspector_app.texts.catalogue import load_texts


def test_a_number_is_rounded_for_the_eye_with_a_true_minus() -> None:
    t = load_texts("en")
    assert t.number(Decimal("-0.0149"), 2) == "−0.01"
    assert t.number("20.00") == "20.00"
    assert t.number(Decimal("0.3849"), 2, signed=True) == "+0.38"


def test_a_value_that_rounds_to_zero_has_no_sign() -> None:
    t = load_texts("zh")
    assert t.number(Decimal("-0.001"), 2, signed=True) == "0.00"
    assert t.number(Decimal("0E-40")) == "0." + "0" * 40


def test_a_counted_sentence_fits_its_number_in_english() -> None:
    t = load_texts("en")
    assert t.plural("{n} record", "{n} records", 1) == "1 record"
    assert t.plural("{n} record", "{n} records", 2) == "2 records"


def test_wording_that_data_bring_along_falls_back_to_what_there_is() -> None:
    assert load_texts("en").label({"zh": "铅封"}) == "铅封"
    assert load_texts("zh").label({"en": "seal", "zh": "铅封"}) == "铅封"
    assert load_texts("zh").label({}) == ""


def test_a_day_reads_the_same_in_both_languages() -> None:
    assert load_texts("zh").date(date(2026, 11, 3)) == load_texts("en").date(date(2026, 11, 3))
