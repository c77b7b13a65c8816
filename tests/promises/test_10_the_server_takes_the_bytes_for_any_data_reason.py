"""Promise 10: for a data reason the server never leaves the tablet holding the only copy."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import parse_receipt, verify_receipt
from sync.server.tables.records import load_quarantined, load_records
from sync.server.work.opening import Office
from tests.support.device import Device, inspection

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
claims = st.fixed_dictionaries(
    {},
    optional={
        "sha256": json_values,
        "seq": json_values,
        "prev": json_values,
        "sig": json_values,
        "body": st.text(max_size=200),
        "unknown": json_values,
    },
)
contents = st.dictionaries(
    st.sampled_from(
        ["schema", "instrument_id", "site_id", "officers", "evaluation", "photos", "times", "note"]
    ),
    json_values,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=claims, content=contents)
def test_whatever_stands_in_an_item_its_bytes_are_kept_and_receipted(
    device: Device, office: Office, changes: dict[str, Any], content: dict[str, Any]
) -> None:
    item = device.seal_content(inspection() | content) | changes
    body = item["body"].encode("utf-8", "surrogatepass")
    (result,) = device.results(item)
    receipt = parse_receipt(result["receipt"])
    assert receipt is not None
    assert (receipt.id, receipt.sha256) == (item["id"], sha256_hex(body))
    assert verify_receipt(device.server_key, receipt)
    assert body in kept_under(office, item["id"])


def kept_under(office: Office, id: str) -> set[bytes]:
    with office.database.reading() as connection:
        rows = (*load_records(connection), *load_quarantined(connection))
        return {row.body for row in rows if row.id == id}
