"""Harming what is stored, by as little as there is."""


def with_one_changed(value: bytes | str, place: int, by: int) -> bytes | str:
    """Change one byte, or one sign of a text into another that can be printed."""
    at = place % len(value)
    if isinstance(value, bytes):
        return value[:at] + bytes([value[at] ^ (1 + by % 255)]) + value[at + 1 :]
    signs = [sign for sign in map(chr, range(32, 127)) if sign != value[at]]
    return value[:at] + signs[by % len(signs)] + value[at + 1 :]
