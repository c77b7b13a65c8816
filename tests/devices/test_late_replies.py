"""A reply that nobody waits for any more does not end the conversation with the client."""

import subprocess
import sys

import pytest

PROBE = """
import asyncio
from flet.messaging.session import Session
from tests.support.in_process import SilentClient
from inspector_app.app import OneTablet, sessions_of

async def main():
    client = SilentClient()
    if {guarded}:
        sessions_of(OneTablet(None))
    client.session.handle_invoke_method_results(4711, "call", b"a picture", None)

asyncio.run(main())
"""


@pytest.mark.parametrize("guarded", [True, False])
def test_a_picture_that_comes_after_the_camera_left_the_screen_is_dropped(guarded: bool) -> None:
    """Without the guard Flet still raises: then the guard is still needed."""
    told = subprocess.run(
        [sys.executable, "-c", PROBE.format(guarded=guarded)], capture_output=True, check=False
    )
    assert (told.returncode == 0) is guarded, told.stderr.decode()
