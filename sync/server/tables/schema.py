"""Every table of the server, once, for SQLite and PostgreSQL.

Instants are text: UTC, ISO 8601 with milliseconds and Z, so that they sort as they are. Sealed
bodies are bytes and never text. A JSON value is kept as the text that came in.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    literal_column,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What the server is: `epoch`, the database's `timeline` in it, `server_key` (private, base64),
# `ready_at`.
meta = Table(
    "meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

# One row. Whoever gives out a change_seq holds it until commit, so numbers follow commit order.
change_counter = Table(
    "change_counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", BigInteger, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("device_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("public_key", Text, nullable=False),  # raw Ed25519, base64
    Column("enrolled_at", Text, nullable=False),
    Column("last_seen_at", Text),  # the last token that it was given
    Column("revoked_at", Text),
)

# A one-time code is kept as its hash; once used, it remembers for whom, to answer the same again.
enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("code_sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
    Column("idempotency_key", Text),
    Column("payload_sha256", Text),
    Column("device_id", Text, ForeignKey("devices.device_id")),
    Column("for_device", Text),  # the forgotten tablet that may come again with it
)

# The assertions that were used and have not ended yet, by the hash of their `jti`.
used_assertions = Table(
    "used_assertions",
    metadata,
    Column("jti_sha256", Text, primary_key=True),
    Column("ends_at", Text, nullable=False),
)

# Rows of reference data that a tablet could not take, as it told at its last sync.
rows_aside = Table(
    "rows_aside",
    metadata,
    Column("device_id", Text, ForeignKey("devices.device_id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("why", Text, nullable=False),
    Column("told_at", Text, nullable=False),
)

# A record that its device's signature proves. `body` is its exact bytes, for ever.
# `quarantine` is '' or why a person must look at it; `recheck` is what the server's own evaluation
# says of the recorded outcome, a word of `work.rechecking` ('' if none was made).
records = Table(
    "records",
    metadata,
    Column("id", Text, primary_key=True),
    Column("device_id", Text, ForeignKey("devices.device_id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("prev", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("sig", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("change_seq", BigInteger, nullable=False, unique=True),
    Column("received_at", Text, nullable=False),
    Column("receipt_sig", Text, nullable=False),
    Column("quarantine", Text, nullable=False),
    Column("quarantine_detail", Text, nullable=False),
    Column("recheck", Text, nullable=False),
    Column("instrument_id", Text, index=True),  # from here on: read from the body, null if not
    Column("site_id", Text, index=True),
    Column("rule", Text),
    Column("verdict", Text),
    Column("value", Text),  # of the leading finding, decimal text
    Column("unit", Text),
    Column("finished_at", Text, index=True),
    Column("supersedes", Text),
    Index(None, "device_id", "seq"),
)
# Those whose turn to be evaluated again has not come; nearly always none.
Index(
    "ix_records_waiting",
    records.c.change_seq,
    sqlite_where=records.c.recheck == "waiting",
    postgresql_where=records.c.recheck == "waiting",
)

# Those that a newer server may know how to read; nearly always none, too.
OF_NEWER_SCHEMA = records.c.quarantine == literal_column("'schema-unknown'")
Index(
    "ix_records_of_newer_schema",
    records.c.change_seq,
    sqlite_where=OF_NEWER_SCHEMA,
    postgresql_where=OF_NEWER_SCHEMA,
)

# The highest place of each device's chain that is taken here, by the record that came first. It is
# written with the records, so one that vanished from the end of a chain is missed.
chain_heads = Table(
    "chain_heads",
    metadata,
    Column("device_id", Text, ForeignKey("devices.device_id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("entry", Text, nullable=False),
)

# Bytes that are no proven record: kept, receipted, looked at by a person.
quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Text, nullable=False),
    Column("sha256", Text, nullable=False),  # of the bytes that came, whatever was claimed
    Column("device_id", Text, ForeignKey("devices.device_id"), nullable=False),  # who sent them
    Column("item", Text, nullable=False),  # the wire's item without its body, as JSON
    Column("body", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("change_seq", BigInteger, nullable=False, unique=True),
    Column("received_at", Text, nullable=False),
    Column("receipt_sig", Text, nullable=False),
    PrimaryKeyConstraint("id", "sha256"),
)

# The photos that a record names, whether they came or not.
record_files = Table(
    "record_files",
    metadata,
    Column("record_id", Text, ForeignKey("records.id"), nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("bytes", BigInteger),
    Column("media_type", Text),
    Column("caption", Text),
    PrimaryKeyConstraint("record_id", "sha256"),
)

# The files that came whole: their bytes had this SHA-256 when they were stored.
files = Table(
    "files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("stored_at", Text, nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("device_id", Text, ForeignKey("devices.device_id"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),  # bytes that are safely stored
    Column("piece_ends", Text, nullable=False, server_default=""),  # numbers with spaces between
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False, index=True),
    Index(None, "device_id"),
)

# What every tablet must know. A deleted row stays as a tombstone, so that tablets hear of it.
reference = Table(
    "reference",
    metadata,
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON
    Column("change_seq", BigInteger, nullable=False, unique=True),
    Column("deleted", Boolean, nullable=False),
    PrimaryKeyConstraint("kind", "id"),
)

# The exact data of every rule that came with this server or with one before it. Records name them
# by their hash, so they are never changed and never deleted.
rule_data = Table(
    "rule_data",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("rule_id", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("added_at", Text, nullable=False),
)

# The instruments whose tag was printed at the office, and when last.
printed_tags = Table(
    "printed_tags",
    metadata,
    Column("instrument_id", Text, primary_key=True),
    Column("printed_at", Text, nullable=False),
)
