"""What is done for practice can never pass for real."""

PRACTICE_DEVICE = "00000000-0000-0000-0000-000000000000"
"""The device of every practice: no server enrols it, and none takes anything of it."""


def is_practice(device_id: object) -> bool:
    """True if something was made in practice."""
    return device_id == PRACTICE_DEVICE
