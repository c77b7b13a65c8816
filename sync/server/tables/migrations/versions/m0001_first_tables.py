"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first release, and the counter's one row."""
    _make_server()
    _make_devices()
    _make_records()
    _make_quarantine()
    _make_files()
    _make_reference()


def _needed(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _optional(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text) for name in names]


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"pk_{table}")


def _refers(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [target], name=f"fk_{table}_{name}")


def _change_seq(table: str) -> list[sa.schema.SchemaItem]:
    unique = sa.UniqueConstraint("change_seq", name=f"uq_{table}_change_seq")
    return [_number("change_seq"), unique]


def _index(table: str, *names: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(names)}", table, list(names))


def _make_server() -> None:
    op.create_table("meta", *_needed("name", "value"), _key("meta", "name"))
    key = sa.Column("id", sa.Integer, autoincrement=False, nullable=False)
    counter = op.create_table("change_counter", key, _number("value"), _key("change_counter", "id"))
    op.execute(counter.insert().values(id=1, value=0))


def _make_devices() -> None:
    op.create_table(
        "devices",
        *_needed("device_id", "name", "public_key", "enrolled_at"),
        *_optional("last_seen_at", "revoked_at"),
        _key("devices", "device_id"),
    )
    op.create_table(
        "enrolment_codes",
        *_needed("code_sha256", "name", "created_at", "expires_at"),
        *_optional("used_at", "idempotency_key", "payload_sha256", "device_id"),
        _key("enrolment_codes", "code_sha256"),
        _refers("enrolment_codes", "device_id", "devices.device_id"),
    )


def _make_records() -> None:
    op.create_table(
        "records",
        *_needed("id", "device_id"),
        _number("seq"),
        *_needed("prev", "entry", "sha256", "sig"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        *_change_seq("records"),
        *_needed("received_at", "receipt_sig", "quarantine", "quarantine_detail", "recheck"),
        *_optional("instrument_id", "site_id", "rule", "verdict", "value", "unit"),
        *_optional("finished_at", "supersedes"),
        _key("records", "id"),
        _refers("records", "device_id", "devices.device_id"),
    )
    _index("records", "device_id", "seq")
    for name in ("instrument_id", "site_id", "finished_at"):
        _index("records", name)


def _make_quarantine() -> None:
    op.create_table(
        "quarantine",
        *_needed("id", "sha256", "device_id", "item"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        *_needed("reason", "detail"),
        *_change_seq("quarantine"),
        *_needed("received_at", "receipt_sig"),
        _key("quarantine", "id", "sha256"),
        _refers("quarantine", "device_id", "devices.device_id"),
    )


def _make_files() -> None:
    op.create_table(
        "record_files",
        *_needed("record_id", "sha256"),
        _number("bytes", nullable=True),
        *_optional("media_type", "caption"),
        _key("record_files", "record_id", "sha256"),
        _refers("record_files", "record_id", "records.id"),
    )
    _index("record_files", "sha256")
    op.create_table(
        "files",
        *_needed("sha256", "media_type", "stored_at"),
        _number("bytes"),
        _key("files", "sha256"),
    )
    op.create_table(
        "uploads",
        *_needed("id", "device_id", "sha256", "media_type", "created_at", "expires_at"),
        _number("length"),
        _number("position"),
        _key("uploads", "id"),
        _refers("uploads", "device_id", "devices.device_id"),
    )
    _index("uploads", "device_id")
    _index("uploads", "expires_at")


def _make_reference() -> None:
    op.create_table(
        "reference",
        *_needed("kind", "id", "body"),
        *_change_seq("reference"),
        sa.Column("deleted", sa.Boolean, nullable=False),
        _key("reference", "kind", "id"),
    )
