"""Is the office ready, and how much does it hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from sync.server.tables.counter import read_counter
from sync.server.tables.devices import load_devices
from sync.server.tables.files import count_files, count_missing_files
from sync.server.tables.meta import READY_AT, write_note
from sync.server.tables.records import count_quarantined, count_records
from sync.server.tables.uploads import count_open_uploads
from sync.server.work.opening import Office
from sync.server.work.quotas import measure_left


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that can be watched; `label` is '' or a name and value as Prometheus spells it."""

    name: str
    meaning: str
    value: int
    label: str = ""


def check_ready(office: Office) -> None:
    """Write to the database and to the file store. Raises DatabaseTrouble or OSError."""
    with office.database.writing() as connection:
        office.check_same(connection, read_counter(connection))
        write_note(connection, READY_AT, office.instant())
    office.files.check_writable()


def measure(office: Office) -> list[Measure]:
    """Count what is held."""
    full = sum(left.is_most for left in measure_left(office).values())
    with office.database.reading() as connection:
        records = count_records(connection)
        flagged = {code: number for code, number in records.items() if code}
        for reason, number in count_quarantined(connection).items():
            flagged[reason] = flagged.get(reason, 0) + number
        devices = load_devices(connection)
        revoked = sum(device.revoked_at is not None for device in devices)
        return [
            Measure("records", "Records held.", sum(records.values())),
            *(
                Measure("quarantined", "What a person must look at.", number, f'reason="{code}"')
                for code, number in sorted(flagged.items())
            ),
            Measure("devices", "Tablets enrolled and not revoked.", len(devices) - revoked),
            Measure("devices_revoked", "Tablets revoked.", revoked),
            Measure("devices_at_quota", "Tablets that may leave no more.", full),
            Measure("files", "Files that came whole.", count_files(connection)),
            Measure("files_waiting", "Photos not come yet.", count_missing_files(connection)),
            Measure("uploads_open", "Uploads not finished.", count_open_uploads(connection)),
            Measure("change_seq", "The last change committed.", read_counter(connection)),
        ]


def spell_metrics(measures: Iterable[Measure]) -> str:
    """Return measures in Prometheus' text format."""
    lines, named = [], set()
    for measure in measures:
        name = f"inspector_{measure.name}"
        if name not in named:
            named.add(name)
            lines += [f"# HELP {name} {measure.meaning}", f"# TYPE {name} gauge"]
        label = f"{{{measure.label}}}" if measure.label else ""
        lines.append(f"{name}{label} {measure.value}")
    return "\n".join(lines) + "\n"
