"""The tables of the tablet, laid by named migrations, and the triggers that guard sealed bytes.

A released migration never changes: a new table or column is a new step below the last one.
Instants are UTC texts `2026-11-23T08:00:00Z` and days `2026-11-23`, so they compare as texts;
measured values are the decimal text that was typed.
"""

import sqlite_utils
from sqlite_utils import Migrations
from sqlite_utils.db import ForeignKey

from inspector_app.errors import StorageTrouble
from inspector_app.store.database import TabletDatabase
from inspector_app.store.departures import lay_departures
from inspector_app.store.particulars import lay_particulars
from inspector_app.store.parts import lay_parts
from inspector_app.store.seals import fill_instrument_seals, lay_dashes
from inspector_app.store.table_forms import Columns, add_index, create_part, create_table
from inspector_app.store.trust import lay_trust


def migrate(database: TabletDatabase) -> None:
    """Bring the tables up to this version of the app, in one transaction.

    Raises StorageTrouble when a newer app has written here: it knows tables that we do not.
    """
    with database.reading() as db:
        applied = _applied(db)
    known = {step.__name__ for step in STEPS}
    if applied - known:
        raise StorageTrouble(
            "A newer version of this app has written to this folder.",
            code="newer_version",
            hint="Install that version again. Nothing is lost.",
        )
    if known - applied:
        with database.writing() as db:
            migrations.apply(db)


def _applied(db: sqlite_utils.Database) -> set[str]:
    """Return the names of the steps that were taken here; asked at every start, so in one query."""
    table = migrations.migrations_table
    if not any(db.query("SELECT 1 FROM sqlite_master WHERE name = ?", [table])):
        return set()
    sql = f"SELECT name FROM {table} WHERE migration_set = ?"  # noqa: S608 - a name of ours
    return {row["name"] for row in db.query(sql, [migrations.name])}


def lay_tablet(db: sqlite_utils.Database) -> None:
    """Who this tablet is, how far it is in step with its server, and what its user chose."""
    texts = (
        "name", "device_id", "server_url", "tag_hosts", "enrol_key", "enrol_code", "epoch",
        "cursor", "synced_at", "last_attempt_at", "last_problem", "server_time", "server_offset_s",
    )  # fmt: skip
    keys: Columns = {"id": int, "private_key": bytes, "server_key": bytes}
    create_table(db, "tablet", keys | dict.fromkeys(texts, str), pk="id", optional=("private_key",
            "server_key", *texts))  # fmt: skip
    create_table(db, "settings", {"name": str, "value": str}, pk="name")


def lay_reference(db: sqlite_utils.Database) -> None:
    """The office's data: what is searched by in columns, the whole of each row in `body`.

    `stale` marks a row that the server has not sent again since the pull began afresh.
    """
    for table, key, columns in (
        ("sites", "site_id", ("name", "kind")),
        ("instruments", "instrument_id",
         ("site_id", "kind", "nozzle", "serial", "certificate_no", "valid_until", "status")),
        ("standards", "standard_id", ("kind", "valid_until")),
        ("officers", "officer_id", ("name",)),
        ("worklist", "instrument_id", ("due_on",)),
        ("history", "record_id", ("instrument_id", "site_id", "finished_at", "verdict", "value",
                                  "unit")),
    ):  # fmt: skip
        names: Columns = dict.fromkeys((key, *columns, "body"), str)
        create_table(db, table, names | {"stale": int}, pk=key)
    add_index(db, "sites", "name")
    for column in ("site_id", "nozzle", "serial", "certificate_no"):
        add_index(db, "instruments", column)
    add_index(db, "standards", "kind")
    add_index(db, "history", "instrument_id", "finished_at")


def lay_drafts(db: sqlite_utils.Database) -> None:
    """Inspections that are not finished: a row for each thing that the inspector said.

    A draft keeps the instrument, site, rule, standard and officers as they were when chosen: the
    office may change or drop them while it is open.
    """
    create_table(db, "rules", {"sha256": str, "rule_id": str, "data": bytes}, pk="sha256")
    snapshots = ("site", "instrument", "standard")
    names = (
        "draft_id", "instrument_id", "site_id", "rule_id", "rule_sha256", "phase", "started_at",
        "zone", "monotonic_s", "note", "step", "point", "run", "field", "typed", *snapshots,
    )  # fmt: skip
    columns: Columns = dict.fromkeys(names, str) | {"run": int}
    create_table(db, "drafts", columns, pk="draft_id", optional=("standard",),
            foreign_keys=[ForeignKey("drafts", "rule_sha256", "rules", "sha256")])  # fmt: skip
    db.table("drafts").create_index(["instrument_id"], unique=True)
    create_part(db, "draft_readings", {"point": str, "run": int, "field": str}, {"text": str,
          "taken_at": str})  # fmt: skip
    create_part(db, "draft_runs", {"point": str}, {"runs": int})
    create_part(db, "draft_seals", {"position": str}, {"state": str, "found": str, "found_at": str})
    create_part(db, "draft_checks", {"check_id": str}, {"ok": int, "answered_at": str})
    create_part(db, "draft_officers", {"place": int}, {"officer_id": str, "body": str})


def lay_records(db: sqlite_utils.Database) -> None:
    """Sealed inspections and their photos. `body` holds the bytes as they were signed.

    `reason` is why the office must look at a record; a sealed one with a reason is set aside.
    """
    texts = (
        "id", "prev", "entry", "sha256", "sig", "state", "reason", "receipt", "instrument_id",
        "site_id", "site_name", "verdict", "value", "unit", "finished_at", "sealed_at",
    )  # fmt: skip
    columns: Columns = {"seq": int, "body": bytes} | dict.fromkeys(texts, str)
    create_table(db, "records", columns, pk="id", optional=("receipt", "value", "unit"))
    db.table("records").create_index(["seq"], unique=True)
    add_index(db, "records", "state", "seq")
    add_index(db, "records", "instrument_id", "finished_at")
    photo: Columns = {"sha256": str, "bytes": int, "media_type": str, "confirmed_at": str,
                      "upload_url": str}  # fmt: skip
    create_table(db, "photos", photo, pk="sha256", optional=("confirmed_at", "upload_url"))
    to_photo = ForeignKey("record_photos", "sha256", "photos", "sha256")
    create_table(db, "record_photos", {"record_id": str, "sha256": str}, pk=("record_id", "sha256"),
            foreign_keys=[ForeignKey("record_photos", "record_id", "records", "id"),
                          to_photo])  # fmt: skip
    add_index(db, "record_photos", "sha256")
    create_part(db, "draft_photos", {"sha256": str}, {"caption": str, "added_at": str},
          foreign_keys=[ForeignKey("draft_photos", "sha256", "photos", "sha256")])  # fmt: skip
    for trigger in GUARDS:
        db.execute(trigger)


def lay_seals(db: sqlite_utils.Database) -> None:
    """Seals by their number, and those that were replaced: in drafts, and in our own records.

    `plain` is a number in the form in which numbers are compared. What was replaced is sealed in
    its record; the rows here only find it.
    """
    told: Columns = dict.fromkeys(("removed", "applied", "reason", "note", "noted_at"), str)
    create_part(db, "draft_seal_changes", {"position": str}, told | {"done": int})
    names = ("instrument_id", "position", "number", "plain")
    to_instrument = ForeignKey(
        "instrument_seals", "instrument_id", "instruments", "instrument_id", on_delete="CASCADE"
    )
    columns: Columns = dict.fromkeys(names, str)
    create_table(db, "instrument_seals", columns, pk=("instrument_id", "position"),
                 foreign_keys=[to_instrument])  # fmt: skip
    add_index(db, "instrument_seals", "plain")
    told_of = ("record_id", "position", "instrument_id", "removed", "applied", "reason", "note",
               "expected", "at", "by", "plain")  # fmt: skip
    to_record = ForeignKey("seal_changes", "record_id", "records", "id", on_delete="CASCADE")
    create_table(db, "seal_changes", dict.fromkeys(told_of, str), pk=("record_id", "position"),
                 foreign_keys=[to_record])  # fmt: skip
    add_index(db, "seal_changes", "instrument_id")
    add_index(db, "seal_changes", "plain")
    fill_instrument_seals(db)


GUARDS = (
    """CREATE TRIGGER sealed_bytes_never_change
       BEFORE UPDATE OF id, seq, prev, entry, sha256, body, sig ON records
       BEGIN SELECT RAISE(ABORT, 'a sealed record never changes'); END""",
    """CREATE TRIGGER records_stay_until_complete BEFORE DELETE ON records
       WHEN OLD.state <> 'complete'
       BEGIN SELECT RAISE(ABORT, 'only a complete record may go'); END""",
    """CREATE TRIGGER records_begin_sealed BEFORE INSERT ON records
       WHEN NEW.state <> 'sealed' OR NEW.receipt IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'a new record is sealed and has no receipt'); END""",
    """CREATE TRIGGER received_means_a_receipt BEFORE UPDATE OF state, receipt ON records
       WHEN NEW.state NOT IN ('sealed', 'received', 'complete')
         OR (NEW.state <> 'sealed' AND NEW.receipt IS NULL)
       BEGIN SELECT RAISE(ABORT, 'received only with a receipt'); END""",
    """CREATE TRIGGER complete_means_every_photo BEFORE UPDATE OF state ON records
       WHEN NEW.state = 'complete' AND EXISTS (
         SELECT 1 FROM record_photos JOIN photos USING (sha256)
         WHERE record_id = NEW.id AND confirmed_at IS NULL)
       BEGIN SELECT RAISE(ABORT, 'complete only with every photo confirmed'); END""",
    """CREATE TRIGGER a_record_keeps_its_photos BEFORE DELETE ON record_photos
       WHEN EXISTS (SELECT 1 FROM records WHERE id = OLD.record_id AND state <> 'complete')
       BEGIN SELECT RAISE(ABORT, 'a record keeps its photos until it is complete'); END""",
    """CREATE TRIGGER photos_of_a_record_never_change BEFORE UPDATE ON record_photos
       BEGIN SELECT RAISE(ABORT, 'the photos of a record never change'); END""",
    """CREATE TRIGGER photos_stay_until_confirmed BEFORE DELETE ON photos
       WHEN OLD.confirmed_at IS NULL
         AND EXISTS (SELECT 1 FROM record_photos WHERE sha256 = OLD.sha256)
       BEGIN SELECT RAISE(ABORT, 'only a confirmed photo may go'); END""",
)


def lay_sightings(db: sqlite_utils.Database) -> None:
    """What was seen on a walk over a site, and when it was opened from there; kept for its day."""
    names = ("day", "site_id", "instrument_id", "seen_at", "opened_at")
    create_table(db, "sightings", dict.fromkeys(names, str), pk=("day", "site_id", "instrument_id"),
            optional=("opened_at",))  # fmt: skip


def lay_recoveries(db: sqlite_utils.Database) -> None:
    """When a damaged database was replaced by what was whole in it, and what could not be saved.

    `told` is JSON. A lost record keeps its number, and its entry where that is proven.
    """
    names = ("at", "kept_as", "told", "seen_at")
    create_table(db, "recoveries", {"id": int} | dict.fromkeys(names, str), pk="id",
            optional=("seen_at",))  # fmt: skip
    lost: Columns = {"seq": int} | dict.fromkeys(("id", "entry", "at"), str)
    create_table(db, "lost_records", lost, pk="seq", optional=("id", "entry"))


def lay_at_rest(db: sqlite_utils.Database) -> None:
    """Since when nothing that was sealed before lies here in plain."""
    create_table(db, "at_rest", {"id": int, "done_at": str}, pk="id", optional=("done_at",))


def lay_pins(db: sqlite_utils.Database) -> None:
    """The officers' PINs on this tablet, and who is signed in as first and second officer."""
    columns: Columns = {"officer_id": str, "method": str, "salt": bytes, "hash": bytes,
                        "tries": int, "tried_s": str}  # fmt: skip
    create_table(db, "officer_pins", columns, pk="officer_id")
    create_table(db, "sign_ins", {"place": int, "officer_id": str}, pk="place")
    db.table("sign_ins").create_index(["officer_id"], unique=True)


def lay_typed(db: sqlite_utils.Database) -> None:
    """Words half typed outside a draft, by their field, and the way to the screen one was at."""
    create_table(db, "typed", {"key": str, "text": str}, pk="key")


def lay_signatures(db: sqlite_utils.Database) -> None:
    """Signatures of a draft: `statement` is the hash of what stood in it when they were given.

    One whose statement is no longer that of the draft is not sealed. `body` is as it is sealed.
    """
    create_part(db, "draft_signatures", {"signer": str}, {"statement": str, "body": str})


def lay_search(db: sqlite_utils.Database) -> None:
    """What is searched by any part of it, and the rows of the registry that are not in it yet."""
    create_table(db, "search_docs", {"id": int, "kind": str, "key": str, "words": str}, pk="id")
    db.table("search_docs").create_index(["kind", "key"], unique=True)
    create_table(db, "search_due", {"kind": str, "key": str}, pk=("kind", "key"))
    lay_parts(db)


def lay_visits(db: sqlite_utils.Database) -> None:
    """Visits with their one fix; what a draft proposes; of which photo a marked one was made.

    `no_fix` is the code of why a visit has no fix. Decimals are text, as everywhere.
    """
    fix = ("latitude", "longitude", "accuracy_m", "fixed_at", "distance_m", "no_fix")
    names = ("id", "site_id", "started_at", "ended_at", *fix)
    create_table(db, "visits", dict.fromkeys(names, str), pk="id", optional=("ended_at", *fix))
    add_index(db, "visits", "site_id", "started_at")
    db.execute("CREATE UNIQUE INDEX one_open_visit ON visits (ended_at IS NULL)"
               " WHERE ended_at IS NULL")  # fmt: skip
    create_part(db, "draft_measures", {"measure_id": str}, {"chosen_at": str})
    db.table("draft_photos").add_column("original", str)


def lay_tallies(db: sqlite_utils.Database) -> None:
    """Count records by their state, and find those of a day, without passing over sealed bytes."""
    add_index(db, "records", "state", "reason")
    add_index(db, "records", "finished_at", "site_id")


def lay_subjects(db: sqlite_utils.Database) -> None:
    """What a draft is about: a kind of instrument of the registry, or goods, which are in none."""
    db.table("drafts").add_column("kind", str, not_null_default="")
    db.execute("UPDATE drafts SET kind = coalesce(json_extract(instrument, '$.kind'), '')")
    add_index(db, "drafts", "kind", "site_id")


STEPS = (
    lay_tablet,
    lay_reference,
    lay_drafts,
    lay_records,
    lay_seals,
    lay_sightings,
    lay_recoveries,
    lay_typed,
    lay_signatures,
    lay_search,
    lay_visits,
    lay_at_rest,
    lay_pins,
    lay_tallies,
    lay_departures,
    lay_subjects,
    lay_particulars,
    lay_dashes,
    lay_trust,
)
migrations = Migrations("tablet")
for _step in STEPS:
    migrations()(_step)
