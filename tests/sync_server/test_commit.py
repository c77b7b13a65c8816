"""No receipt leaves before the commit: a batch whose commit fails is as if it never came."""

import pytest
from sqlalchemy import text

from sync.server.tables.counter import read_counter
from sync.server.tables.records import count_records
from sync.server.work.opening import Office
from tests.support.device import Device

SQLITE = (
    "CREATE TABLE refusing (x TEXT REFERENCES devices DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TRIGGER refuse AFTER INSERT ON records BEGIN INSERT INTO refusing VALUES ('x'); END",
)
POSTGRESQL = (
    """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE 'refused at commit'; END $$""",
    """CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON records DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION refuse()""",
)


def execute(office: Office, *statements: str) -> None:
    with office.database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture
def refusing(office: Office) -> str:
    """Make every commit of a record fail; gives the statement that ends it."""
    if office.settings.database.startswith("sqlite"):
        execute(office, *SQLITE)
        return "DROP TRIGGER refuse"
    execute(office, *POSTGRESQL)
    return "DROP TRIGGER refuse ON records"


def test_a_batch_whose_commit_fails_gives_no_receipt_and_may_be_sent_again(
    device: Device, office: Office, refusing: str
) -> None:
    item = device.seal()
    reply = device.send(item)
    assert (reply.status_code, reply.json()["retryable"]) == (500, True)
    assert "receipt" not in reply.text
    with office.database.reading() as connection:
        assert (count_records(connection), read_counter(connection)) == ({}, 0)
    execute(office, refusing)
    assert device.results(item)[0]["status"] == "created"
