"""One server with the demo city and one enrolled tablet, started once for all browser tests."""

from collections.abc import Iterator

import pytest

from tests.support.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Real processes on free ports; ended when the module's tests are done."""
    started = Stack(tmp_path_factory.mktemp("stack"))
    try:
        started.fill()
        started.start_server()
        started.enrol()
        started.start_app()
        yield started
    finally:
        started.stop()
