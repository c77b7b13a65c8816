"""`inspector verify`: whether everything on this tablet is as it was sealed."""

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from inspector_app.services.checking_integrity import IntegrityFault
    from inspector_app.services.views import Recovery


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser(
        "verify", help="check database, photos, chain and receipts of this tablet"
    )
    parser.add_argument("--data", metavar="DIR", help="the tablet's folder")
    parser.add_argument("--json", action="store_true", help="print the faults as JSON")


def run(args: argparse.Namespace) -> int:
    """Print every fault; 1 when there is any."""
    from inspector_app.cli.recover import as_json, sentences
    from inspector_app.settings import load_settings

    faults, recovered = _check(load_settings(args.data).folder)
    if args.json:
        listed = [
            {"subject": fault.subject, "code": fault.code, "message": fault.message}
            for fault in faults
        ]
        told: dict[str, Any] = {"ok": not faults, "faults": listed}
        if recovered:
            told["recoveries"] = [as_json(each) for each in recovered]
        print(json.dumps(told, indent=2))
    elif not faults:
        print("Everything is as it was sealed.")
    else:
        for fault in faults:
            print(f"{fault.subject}: {fault.message}")
    for each in () if args.json else recovered:
        print("\n".join(sentences(each)))
    return 1 if faults else 0


def _check(folder: "Path") -> "tuple[tuple[IntegrityFault, ...], tuple[Recovery, ...]]":
    """Return faults and recoveries; a database that cannot be read at all is a fault."""
    from inspector_app.errors import StorageTrouble
    from inspector_app.services.checking_integrity import IntegrityFault, check_integrity
    from inspector_app.services.finding import check_tablet, reading_tablet
    from inspector_app.services.recovering import list_recoveries

    check_tablet(folder)
    try:
        with reading_tablet(folder) as tablet:
            return check_integrity(tablet), list_recoveries(tablet)
    except StorageTrouble as trouble:
        if trouble.code not in ("damaged", "io"):
            raise
        return (IntegrityFault("database", trouble.code, str(trouble)),), ()
    except Exception as fault:  # noqa: BLE001 - whatever damage does to reading, it is a finding
        message = f"cannot be read through: {type(fault).__name__}"
        return (IntegrityFault("database", "damaged", message),), ()
