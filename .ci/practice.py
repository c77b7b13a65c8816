"""Writes the small registry that practice mode brings along: a few places of the demo city."""

import json
from datetime import date
from pathlib import Path
from random import Random

from sync.server.work.demo.city import build_city

TARGET = Path(__file__).parent.parent / "inspector_app" / "services" / "practice_registry.json"
TODAY = date(2026, 11, 23)
SITES = {"fuel_station": 2, "market": 1}
A_SITE = 6


def main() -> None:
    """Choose and write."""
    city = build_city(Random(1), TODAY)  # noqa: S311 - invented places, no secret
    left, sites = dict(SITES), []
    for site in city.sites:
        if left.get(site["kind"], 0):
            left[site["kind"]] -= 1
            sites.append(site | {"name": f"{site['name']}（练习）"})
    instruments = [
        one
        for site in sites
        for one in [each for each in city.instruments if each["site_id"] == site["site_id"]][
            :A_SITE
        ]
    ]
    ids = {one["instrument_id"] for one in instruments}
    officers = [
        officer | {"officer_id": f"PRACTICE-{number}", "name": f"练习员{number}",
                   "certificate": f"PRACTICE-{number}"}
        for number, officer in enumerate(city.officers[:3], 1)
    ]  # fmt: skip
    worklist = [
        {"instrument_id": each, "due_on": TODAY.isoformat(), "assigned_to": "", "reason": "due"}
        for each in sorted(ids)
    ]
    kinds = {"sites": sites, "instruments": instruments, "standards": list(city.standards),
             "officers": officers, "worklist": worklist}  # fmt: skip
    rows = [[kind, str(next(iter(row.values()))), row] for kind in kinds for row in kinds[kind]]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    TARGET.write_text(f'{{"today": "{TODAY}", "rows": [\n{lines}\n]}}\n', encoding="utf-8")
    print(len(rows), TARGET.stat().st_size)


if __name__ == "__main__":
    main()
