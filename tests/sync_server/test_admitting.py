"""More requests at once than the server takes in hand are told to come again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sync.protocol.problems import Problem, find_problem
from sync.server.app import create_app
from sync.server.errors import WrongUse
from sync.server.settings import load_settings
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving_app


@contextmanager
def holding_the_lock(office: Office) -> Iterator[None]:
    """Hold what every batch must wait for."""
    with office.database.writing() as connection:
        connection.exec_driver_sql("UPDATE change_counter SET value = value")
        yield


def test_who_comes_on_top_is_told_to_wait_and_is_served_afterwards(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    with (
        opened_office(tmp_path, url, requests_at_once=2) as office,
        serving_app(create_app(office)) as server,
    ):
        device = enrolled_device(office, server)
        items = [device.seal() for _ in range(3)]
        replies: list[requests.Response] = []
        waiting = [
            threading.Thread(target=lambda item=item: replies.append(send(device, item)))
            for item in items[:2]
        ]
        with holding_the_lock(office):
            for thread in waiting:
                thread.start()
            refused = first_refusal(server)
            reply = device.send(items[2])
            assert requests.get(f"{server}/healthz", timeout=10).status_code == 200
        for thread in waiting:
            thread.join()
        for told in (refused, reply):
            assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
            assert find_problem(told.json()["type"]) is Problem.UNAVAILABLE
            assert told.json()["retryable"] is True
        assert [reply.status_code for reply in replies] == [200, 200]
        assert device.send(items[2]).status_code == 200


def send(device: Device, item: object) -> requests.Response:
    """Send until it is let in: the question of `first_refusal` may have been there before."""
    while (reply := device.send(item)).status_code == 503:
        pass
    return reply


def first_refusal(server: str) -> requests.Response:
    """Ask until both places are taken; asking takes one for a moment only."""
    while True:
        reply = requests.get(f"{server}/v1/capabilities", timeout=10)
        if reply.status_code != 200:
            return reply


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_a_number_that_is_none_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(WrongUse, match="requests_at_once"):
        load_settings({"requests_at_once": text})
