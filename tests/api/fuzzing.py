"""Schemathesis against a real server, logged in, with something there for every call to find.

`python -m tests.api.fuzzing SECONDS` does it for so long; it ends with 1 when something is wrong.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sync.protocol.digest import sha256_hex
from sync.server.work.opening import Office
from sync.server.work.snapshots import get_snapshot
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving
from tests.support.stack import BIN

ROOT = Path(__file__).parents[2]
PHOTO, COMING = b"a photo", b"a photo that is on its way"

# What a schema cannot say: hashes, signatures, cursors and codes that hold. And a batch is not
# refused for what is in it: an item that cannot be kept is answered with `retry`.
CONFIG = """
base-url = "{url}"
headers = {{ Authorization = "Bearer {token}" }}
[generation]
allow-extra-parameters = false  # an unknown header field is no fault
[warnings]
fail-on = ["missing_auth", "missing_test_data"]
[checks]
positive_data_acceptance.enabled = false
negative_data_rejection.expected-statuses = [
  "400", "401", "403", "404", "405", "409", "410", "412", "413", "415", "416", "422", "460"]
missing_required_header.expected-statuses = ["400", "401", "412", "415", "422"]
[[operations]]
include-path = "/v1/devices:enrol"  # no code that is made up is good, so it refuses each with 403
warnings = false
[[operations]]
include-path = "/v1/records:batch"
checks.negative_data_rejection.enabled = false
[[operations]]
include-path = "/v1/files/{{sha256}}"
parameters = {{ "path.sha256" = "{file}" }}
[[operations]]
include-path = "/v1/snapshots/{{sha256}}"
parameters = {{ "path.sha256" = "{snapshot}" }}
[[operations]]
include-path = "/v1/uploads/{{id}}"
exclude-method = "DELETE"
parameters = {{ "path.id" = "{upload}" }}
"""


def fuzz(office: Office, url: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Let Schemathesis call everything that `/openapi.json` describes."""
    device = enrolled_device(office, url)
    config = folder / "schemathesis.toml"
    config.write_text(CONFIG.format(url=url, token=device.token, **_something(device, office)))
    hooks = {"SCHEMATHESIS_HOOKS": "tests.api.hooks", "PYTHONPATH": str(ROOT)}
    command = ["--config-file", str(config), "run", f"{url}/openapi.json", "--no-color"]
    return subprocess.run(
        [BIN / "schemathesis", *command, "--continue-on-failure", *options],
        cwd=folder,
        env=os.environ | hooks,  # noqa: TID251 - it finds its hooks there and nowhere else
        capture_output=True,
        text=True,
        check=False,
    )


def _something(device: Device, office: Office) -> dict[str, str]:
    device.results(device.seal(photos=[PHOTO]))
    device.upload(PHOTO)
    begun = device.begin_upload(COMING).headers["Location"]
    return {
        "file": sha256_hex(PHOTO),
        "upload": begun.rpartition("/")[2],
        "snapshot": get_snapshot(office).sha256,
    }


def main() -> int:
    """Fuzz a server of its own for as long as is asked for."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "300"
    with (
        tempfile.TemporaryDirectory() as name,
        opened_office(Path(name), f"sqlite:///{name}/server.db") as office,
        serving(office) as url,
    ):
        done = fuzz(office, url, Path(name), "--max-time", seconds)
    print(done.stdout, done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
