"""A small made-up city on a tablet, a clock that stands where it is put, and an enrolled device."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.devices.identity import new_private_key
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.store.reference import Change, apply_changes
from inspector_app.store.tablet import note_tablet

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai
DEVICE_ID = "01900000-0000-7000-8000-000000000001"
SERVER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

PUMP = "8K3QZ9XW4T"
SCALE = "0000000011"
METER = "0000000022"


@dataclass
class FixedClock:
    """Stands still until it is moved."""

    at: datetime = NOW
    ran_s: Decimal = field(default=Decimal("1234.567"))
    place: str = "Asia/Shanghai"

    def now(self) -> datetime:
        """Return the instant that was set."""
        return self.at

    def monotonic_s(self) -> Decimal:
        """Return the seconds that were set."""
        return self.ran_s

    def zone(self) -> str:
        """Return the zone that was set."""
        return self.place

    def move(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


STANDARD = {
    "standard_id": "STD-20", "kind": "standard_measure", "description": "20 L measure",
    "characteristics": {
        "nominal_volume_L": "20", "certified_volume_L": "20.000",
        "certified_neck_reading_mm": "66", "neck_constant_mL_per_mm": "2",
        "material": "stainless_steel",
    },
    "certificate_no": "C-20", "valid_until": "2027-06-30",
}  # fmt: skip
EXPIRED = STANDARD | {"standard_id": "STD-OLD", "valid_until": "2026-11-22"}


def instrument(instrument_id: str = PUMP, **changes: Any) -> dict[str, Any]:
    """Return a fuel dispenser's row of the registry."""
    return {
        "instrument_id": instrument_id, "site_id": "S1", "kind": "fuel_dispenser", "nozzle": "2",
        "make": "Acme", "model": "F-1", "serial": "sn-2002", "accuracy_class": "0.3",
        "characteristics": {"product": "petrol"}, "certificate_no": "V-77",
        "verified_on": "2026-06-01", "valid_until": "2026-12-01",
        "seals": [{"position": "transducer", "number": "A100"},
                  {"position": "main_board", "number": "A101"}],
        "status": "in_use",
    } | changes  # fmt: skip


def site(site_id: str = "S1", name: str = "东风加油站") -> dict[str, Any]:
    """Return a site's row of the registry."""
    return {
        "site_id": site_id, "name": name, "kind": "fuel_station", "address": "1 Example Road",
        "latitude": "36.6", "longitude": "109.4", "contact": "", "phone": "", "credit_code": "",
        "commitment_date": "2026-01-05",
    }  # fmt: skip


def officer(number: int) -> dict[str, Any]:
    """Return an officer's row of the registry."""
    return {
        "officer_id": f"O{number}", "name": f"Officer {number}", "certificate": f"CERT-{number}",
        "valid_until": "2027-12-31", "role": "inspector",
    }  # fmt: skip


CITY: list[Change] = [
    ("sites", "S1", site()),
    ("sites", "S2", site("S2", "Market 50%")),
    ("instruments", PUMP, instrument()),
    ("instruments", SCALE, instrument(
        SCALE, site_id="S2", kind="scale", nozzle="", serial="SC-9", seals=[],
        certificate_no="V-78",
        characteristics={"accuracy_class": "III", "max": "15", "e": "0.005", "unit": "kg"},
    )),
    ("instruments", METER, instrument(
        METER, site_id="S2", kind="parking_meter", nozzle="", serial="WM-1", seals=[],
        certificate_no="", characteristics={}, valid_until="2026-11-01",
    )),
    ("standards", "STD-20", STANDARD),
    ("standards", "STD-OLD", EXPIRED),
    ("officers", "O1", officer(1)),
    ("officers", "O2", officer(2)),
    ("officers", "O3", officer(3)),
    ("worklist", PUMP, {"instrument_id": PUMP, "due_on": "2026-11-23", "assigned_to": "",
                        "reason": "due"}),
    ("history", "01900000-0000-7000-8000-0000000000aa", {
        "record_id": "01900000-0000-7000-8000-0000000000aa", "instrument_id": PUMP,
        "site_id": "S1", "finished_at": "2026-05-20T02:00:00Z", "verdict": "pass",
        "value": "0.12", "unit": "%",
    }),
]  # fmt: skip


def open_city(
    folder: Path, clock: FixedClock | None = None, city: Sequence[Change] = CITY
) -> Tablet:
    """Open an enrolled tablet that holds the city; one that was there before is opened as it is."""
    known = (folder / "tablet.db").exists()
    tablet = open_tablet(folder, clock=clock or FixedClock())
    if known:
        return tablet
    with tablet.database.writing() as db:
        apply_changes(db, city)
        note_tablet(
            db,
            device_id=DEVICE_ID,
            private_key=new_private_key(),
            server_url="http://127.0.0.1:9",
            server_key=SERVER_KEY.public_key().public_bytes_raw(),
        )
    return tablet
