"""One of the four servers of an OpenStack Swift, run by the system's Python, where Swift lies.

`python3 swift_node.py make FOLDER PORT` writes the configuration and the rings of a store on one
machine, whose servers listen on PORT and the three above; `... serve FOLDER NAME` runs one.
"""

import sys
from pathlib import Path
from typing import Any

SERVERS = ("proxy", "account", "container", "object")
SWIFT = """[swift-hash]
swift_hash_path_prefix = tests
swift_hash_path_suffix = tests
[storage-policy:0]
name = default
default = yes
"""
COMMON = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/node
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
"""
STORAGE = """[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""
PROXY = """[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats cache s3api tempauth bulk slo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:cache]
paste.filter_factory = swift_node:remember_in_process
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""


class Memory:
    """What memcached does for a proxy of one process alone."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def get(self, key: str, *_: object, **__: object) -> Any:
        """Return what was kept under a key."""
        return self._values.get(key)

    def set(self, key: str, value: Any, *_: object, **__: object) -> None:
        """Keep a value."""
        self._values[key] = value

    def delete(self, key: str, *_: object, **__: object) -> None:
        """Forget a value."""
        self._values.pop(key, None)


def remember_in_process(*_: object, **__: object) -> Any:
    """Return a filter that hands a memory to the filters behind it."""
    memory = Memory()

    def put_before(app: Any) -> Any:
        def handle(environ: dict[str, Any], start_response: Any) -> Any:
            environ["swift.cache"] = memory
            return app(environ, start_response)

        return handle

    return put_before


def make(folder: Path, first_port: int) -> None:
    """Write swift.conf, a ring for each kind, and the configuration of each server."""
    import getpass

    from swift.common.ring import RingBuilder

    (folder / "node" / "disk").mkdir(parents=True)
    (folder / "swift.conf").write_text(SWIFT)
    for port, name in enumerate(SERVERS, first_port):
        common = COMMON.format(port=port, folder=folder, user=getpass.getuser())
        rest = PROXY if name == "proxy" else STORAGE.format(name=name)
        (folder / f"{name}.conf").write_text(common + rest)
        if name == "proxy":
            continue
        ring = RingBuilder(part_power=4, replicas=1, min_part_hours=1)
        place = {"ip": "127.0.0.1", "port": port}
        copies = {f"replication_{key}": value for key, value in place.items()}
        ring.add_dev({"region": 1, "zone": 1, "device": "disk", "weight": 1} | place | copies)
        ring.rebalance(seed=1)
        ring.get_ring().save(str(folder / f"{name}.ring.gz"))


def serve(folder: Path, name: str) -> int:
    """Run a server until it is told to end."""
    from swift.common import utils

    utils.set_swift_dir(str(folder))
    from swift.common.wsgi import run_wsgi

    return int(run_wsgi(str(folder / f"{name}.conf"), f"{name}-server", verbose=True) or 0)


if __name__ == "__main__":
    _, command, where, what = sys.argv
    if command == "make":
        make(Path(where), int(what))
    else:
        raise SystemExit(serve(Path(where), what))
