"""A photo is confirmed by the server's signed word alone, whoever answers in its place."""

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from sync.client.session import Session
from sync.client.trouble import NotTheServer
from sync.client.uploads import is_held
from sync.protocol.digest import sha256_hex
from sync.protocol.receipt import FILE_RECEIPT, sign_file
from tests.support.fake_server import FakeServer
from tests.support.fake_tablet import identity_at
from tests.support.registry import SERVER_KEY

SHA256, OTHER = sha256_hex(b"a photo"), sha256_hex(b"another")


def ask(httpserver: HTTPServer, headers: Callable[[FakeServer], dict[str, str]]) -> bool:
    server = FakeServer(httpserver)
    httpserver.expect_request(f"/v1/files/{SHA256}", method="HEAD").respond_with_handler(
        lambda _request: Response("", headers=headers(server))
    )
    session = Session(server.url, identity_at(server.url, server.public_key))
    try:
        return is_held(session, server.public_key, SHA256)
    finally:
        session.close()


def test_the_signed_word_of_the_pinned_server_confirms_it(httpserver: HTTPServer) -> None:
    assert ask(httpserver, lambda server: {FILE_RECEIPT: sign_file(server.key, SHA256)})


def test_a_log_in_page_that_says_200_to_everything_confirms_no_photo(
    httpserver: HTTPServer,
) -> None:
    with pytest.raises(NotTheServer):
        ask(httpserver, lambda _server: {"Content-Type": "text/html"})


def test_a_signature_over_another_file_confirms_nothing(httpserver: HTTPServer) -> None:
    with pytest.raises(NotTheServer):
        ask(httpserver, lambda server: {FILE_RECEIPT: sign_file(server.key, OTHER)})


def test_a_signature_of_another_key_confirms_nothing(httpserver: HTTPServer) -> None:
    with pytest.raises(NotTheServer):
        ask(httpserver, lambda _server: {FILE_RECEIPT: sign_file(SERVER_KEY, SHA256)})
