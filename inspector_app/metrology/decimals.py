"""Numbers without loss: decimal text in, exact fractions between, decimals out. Never a float.

Fractions, because a mean of three percentages that is exactly at the limit must stay exactly there;
rounded quotients would push some of them over it.
"""

import re
from decimal import Context, Decimal
from fractions import Fraction

SIGNIFICANT_DIGITS = 40
_LARGEST_EXPONENT = 20
_TEXT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_LONGEST_TEXT = 80
_USUAL_TEXT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?", re.ASCII)
"""What needs no closer look: at most 36 digits, far from either bound."""
_CONTEXT = Context(prec=SIGNIFICANT_DIGITS)


class NotANumber(ValueError):
    """The text is no decimal number, or one that no measurement has."""


def read_number(value: object) -> Fraction:
    """Return decimal text, an int or a Decimal exactly.

    Raises NotANumber for anything else, for infinities, and beyond 40 significant digits or
    10 to the power of 20 either way, so that no input can make the arithmetic slow.
    """
    return Fraction(_bounded(_decimal(value)))


def is_number(value: object) -> bool:
    """True if `read_number` would return one, which takes longer."""
    if isinstance(value, str) and _USUAL_TEXT.fullmatch(value):
        return True
    try:
        _bounded(_decimal(value))
    except NotANumber:
        return False
    return True


def _decimal(value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool | float):
        kind = "a truth value" if isinstance(value, bool) else "a binary float"
        raise NotANumber(f"{kind} is not a decimal number")
    if isinstance(value, int):
        if value.bit_length() > 4 * _LONGEST_TEXT:
            raise NotANumber("has too many digits")
        return Decimal(value)
    if not isinstance(value, str):
        raise NotANumber("is not a number")
    if len(value) > _LONGEST_TEXT:
        raise NotANumber("is too long for a number")
    if not _TEXT.fullmatch(value):
        raise NotANumber("is not a number")
    return Decimal(value)


def _bounded(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise NotANumber("is not a number")
    if len(number.as_tuple().digits) > SIGNIFICANT_DIGITS:
        raise NotANumber(f"has more than {SIGNIFICANT_DIGITS} digits")
    if number.adjusted() > _LARGEST_EXPONENT or number.adjusted() < -_LARGEST_EXPONENT:
        if number == 0:
            return Decimal(0)
        raise NotANumber("is too large or too small for a measurement")
    return number


def round_half_even(number: Fraction, step: Fraction) -> Fraction:
    """Return the multiple of `step` that is nearest to `number`, of two equally near the even one.

    The one rounding in the core, for limits whose regulation names it (GB/T 8170).
    """
    return round(number / step) * step


def to_decimal(number: Fraction) -> Decimal:
    """Return `number` as a decimal: exact where it has at most 40 digits, else rounded to 40."""
    return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))


def spell(number: Decimal | Fraction) -> str:
    """Spell a number as plain decimal text, without an exponent."""
    decimal = to_decimal(number) if isinstance(number, Fraction) else number
    return f"{decimal:f}"
