"""`/openapi.json` is true: whatever is sent, the answers are those that it describes."""

from pathlib import Path

from sync.server.work.opening import Office
from tests.api.fuzzing import fuzz

EXAMPLES = "12"


def test_every_call_answers_as_it_is_described_whatever_is_sent(
    office: Office, server_url: str, tmp_path: Path
) -> None:
    done = fuzz(office, server_url, tmp_path, "--max-examples", EXAMPLES, "--seed", "1")
    assert done.returncode == 0, done.stdout + done.stderr
