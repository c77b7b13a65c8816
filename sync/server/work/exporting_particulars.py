"""PURE: what inspections note beside their readings, as cells of an export.

Records were written by tablets and may hold anything: what is no entry gives no cell.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from inspector_app.texts.particulars import Entry, read_entries, read_not_applicable
from sync.protocol.content import Content, find_text

VISIT = ("visit_kind", "visit_reference", "visit_reason", "case_number")
"""Entries that have a column of their own in an export of inspections."""
TOGETHER = (*VISIT, "particulars", "checks_not_applicable")
APART = (
    "record_id", "status", "finished_at", "instrument_id", "site_id", "group", "entry", "label_en",
    "label_zh", "value", "unit", "answer_en", "answer_zh", "registered", "agrees",
)  # fmt: skip
"""The columns of the long form, a row for each entry; `status` says which were quarantined."""


def cells_together(content: Content) -> dict[str, str]:
    """Return the cells of one record: `particulars` holds every other entry as `id=value unit`."""
    entries = {entry.id: entry for entry in read_entries(content)}
    apart = {name: entries[name].value if name in entries else "" for name in VISIT}
    others = (_assigned(entry) for name, entry in entries.items() if name not in VISIT)
    checks = (name for name, _ in read_not_applicable(content))
    return apart | {"particulars": "; ".join(others), "checks_not_applicable": "; ".join(checks)}


def _assigned(entry: Entry) -> str:
    return f"{entry.id}={entry.value}" + (f" {entry.unit}" if entry.unit else "")


def rows_apart(row: Mapping[str, Any], content: Content) -> Iterator[dict[str, str]]:
    """Give a row for each entry of one record, then for each check that does not apply."""
    of_record = {
        "record_id": row["id"],
        **{name: row[name] or "" for name in ("status", "finished_at", "instrument_id", "site_id")},
    }
    for entry in read_entries(content):
        agrees = "no" if entry.differs else "yes"
        yield of_record | {
            "group": entry.group_id, "entry": entry.id, "label_en": find_text(entry.label, "en"),
            "label_zh": find_text(entry.label, "zh"), "value": entry.value, "unit": entry.unit,
            "answer_en": find_text(entry.answer, "en"), "answer_zh": find_text(entry.answer, "zh"),
            "registered": entry.registered, "agrees": agrees if entry.registered else "",
        }  # fmt: skip
    for check_id, label in read_not_applicable(content):
        yield of_record | dict.fromkeys(APART[5:], "") | {
            "group": "checks", "entry": check_id, "label_en": find_text(label, "en"),
            "label_zh": find_text(label, "zh"), "value": "not_applicable",
        }  # fmt: skip
