"""Instants as a report spells them: in the zone of the inspection, with that zone."""

from datetime import UTC, datetime, timedelta

from sync.protocol.content import Content, find_part, find_text


def moment(content: Content, told: str, *, named: bool = True) -> str:
    """Spell an instant in the zone that the record names; `named` adds the name of that zone."""
    minutes = find_part(content, "times").get("utc_offset_min")
    zone = find_text(content, "times", "zone")
    try:
        instant = datetime.fromisoformat(told).astimezone(UTC)
        if type(minutes) is not int:
            return instant.strftime("%Y-%m-%d %H:%M UTC")
        local = instant + timedelta(minutes=minutes)
    except (ValueError, OverflowError):
        return told
    sign, (hours, rest) = "+" if minutes >= 0 else "−", divmod(abs(minutes), 60)
    offset = f"UTC{sign}{hours:02}:{rest:02}"
    return f"{local:%Y-%m-%d %H:%M} {offset}" + (f" ({zone})" if zone and named else "")
