"""Whether this tablet may be handed in: only when the server has confirmed everything."""

from inspector_app.services.instants import find_instant, find_skew
from inspector_app.services.lines import sealed_line
from inspector_app.services.opening import Tablet
from inspector_app.services.safety import find_doubt
from inspector_app.services.views import HandIn, SealedLine
from inspector_app.store import departures, drafts, photos, records
from inspector_app.store.tablet import load_settings_rows, load_tablet_row


def hand_in(tablet: Tablet) -> HandIn:
    """Return the counts of records and photos, and whether the tablet may go.

    It may when nothing is open, sealed, set aside or without its photos at the server, and nothing
    newer puts in doubt what was confirmed.
    """
    with tablet.database.reading() as db:
        counts = records.count_by_state(db)
        draft = drafts.count_drafts(db)
        photos_waiting = photos.count_unconfirmed(db)
        photos_of_records = photos.count_of_records(db)
        missed = len(departures.list_missed(db))
        noted = load_tablet_row(db)
        doubt = find_doubt(db)
    sealed, received, complete, set_aside = (
        counts.get(state, 0) for state in ("sealed", "received", "complete", "set_aside")
    )
    return HandIn(
        draft=draft,
        sealed=sealed,
        received=received,
        complete=complete,
        set_aside=set_aside,
        photos_waiting=photos_waiting,
        photos_missed=missed,
        photos=photos_of_records,
        safe_to_hand_in=not (
            draft or sealed or received or set_aside or photos_waiting or missed or doubt.why
        ),
        doubt=doubt.why,
        doubted_at=find_instant(doubt.since),
        synced_at=find_instant(noted["synced_at"]),
        last_attempt_at=find_instant(noted["last_attempt_at"]),
        last_problem=noted["last_problem"] or "",
        clock_off_s=find_skew(noted["server_offset_s"]),
    )


def is_waiting(tablet: Tablet, *, on_wifi: bool) -> bool:
    """True if something would be sent now; photos may have to wait for Wi-Fi."""
    with tablet.database.reading() as db:
        if load_tablet_row(db)["device_id"] is None:
            return False
        if find_doubt(db).why:
            return True  # a sync compares
        photos_may_go = on_wifi or load_settings_rows(db).get("photos") != "wifi"
        sealed = records.count_sealed(db, aside=False)
        return sealed > 0 or (photos_may_go and photos.count_unconfirmed(db) > 0)


def list_sealed(tablet: Tablet, *, limit: int = 100, offset: int = 0) -> tuple[SealedLine, ...]:
    """Return the sealed records, the latest first."""
    with tablet.database.reading() as db:
        return tuple(map(sealed_line, records.list_lines(db, limit=limit, offset=offset)))
