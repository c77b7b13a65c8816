"""What a tablet holds is taken off it also where nothing can be written."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.cli import main
from tests.support.bundles import enrolled_tablet, record
from tests.support.serving import opened_office, serving


@pytest.fixture(params=["full", "read-only"])
def unwritable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A tablet with two records and photos on a disk where nothing can be written."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(disk)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        url = f"sqlite:///{tmp_path / 'server.db'}"
        with opened_office(tmp_path, url) as office, serving(office) as address:
            tablet = enrolled_tablet(disk / "tablet", office, address)
            record(tablet, 2, photo=b"photo")
            tablet.close()
        if request.param == "full":
            with contextlib.suppress(OSError), (disk / "filling").open("wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
        else:
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield disk / "tablet"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_export_verify_and_report_work_to_another_disk(
    unwritable: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "stick"
    out.mkdir()
    data = ["--data", str(unwritable)]
    capsys.readouterr()
    assert main(["export", str(out / "plan-b.zip"), *data]) == 0
    assert "2 records and 2 photos" in capsys.readouterr().out
    assert main(["verify", *data]) == 0
    assert "Everything is as it was sealed." in capsys.readouterr().out
    assert [one.name for one in out.iterdir()] == ["plan-b.zip"]
