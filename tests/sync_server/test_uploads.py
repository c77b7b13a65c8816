"""Files in pieces (tus 1.0.0): resumable, whole or not at all."""

import base64
import hashlib
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.protocol.digest import content_digest, sha256_hex
from sync.protocol.receipt import FILE_RECEIPT, verify_file
from sync.server.settings import utc_now
from sync.server.tables.uploads import count_open_uploads
from sync.server.work.opening import Office
from tests.support.device import Device
from tests.support.serving import enrolled_device, opened_office, serving

PHOTO = bytes(range(256)) * 40
SHA256 = sha256_hex(PHOTO)
TUS = {"Tus-Resumable": "1.0.0"}


def problem_of(reply: requests.Response) -> tuple[int, str]:
    return reply.status_code, str(reply.json()["type"]).rpartition(":")[2]


def status_of(device: Device, sha256: str = SHA256) -> int:
    return device.call("HEAD", f"/v1/files/{sha256}").status_code


def begin(device: Device, photo: bytes = PHOTO, **headers: str) -> str:
    return device.url + device.begin_upload(photo, **headers).headers["Location"]


def head(device: Device, url: str) -> requests.Response:
    return device.call("HEAD", url, headers=TUS)


def checksum(piece: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
    return {"Upload-Checksum": f"sha256 {digest}"}


def test_a_photo_that_came_whole_is_confirmed(device: Device, office: Office) -> None:
    assert status_of(device) == 404
    last = device.upload(PHOTO, piece=3000)
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert status_of(device) == 200
    with office.files.open(SHA256) as file:
        assert file.read() == PHOTO


def test_only_of_an_upload_that_is_finished_the_server_says_that_it_holds_the_file(
    device: Device, office: Office
) -> None:
    begun = device.begin_upload(PHOTO)
    url = device.url + begun.headers["Location"]
    part = device.send_piece(url, 0, PHOTO[:3000])
    assert [FILE_RECEIPT in reply.headers for reply in (begun, part, head(device, url))] == [
        False
    ] * 3
    last = device.send_piece(url, 3000, PHOTO[3000:])
    for reply in (last, head(device, url), device.begin_upload(PHOTO)):
        assert verify_file(office.public_key, SHA256, reply.headers[FILE_RECEIPT])
    (path,) = office.settings.files.rglob(SHA256)
    path.unlink()
    assert FILE_RECEIPT not in head(device, url).headers


def test_an_upload_is_resumed_where_it_stands_by_another_server_process(
    tmp_path: Path, database_url: str
) -> None:
    with opened_office(tmp_path, database_url) as office, serving(office) as url:
        device = enrolled_device(office, url)
        path = device.begin_upload(PHOTO).headers["Location"]
        device.send_piece(url + path, 0, PHOTO[:5000])
    with opened_office(tmp_path, database_url) as office, serving(office) as url:
        device.url = url
        standing = head(device, url + path)
        assert standing.headers["Upload-Offset"] == "5000"
        assert standing.headers["Upload-Length"] == str(len(PHOTO))
        device.send_piece(url + path, 5000, PHOTO[5000:])
        assert status_of(device) == 200


def test_a_whole_that_is_not_what_its_hash_says_is_discarded(
    device: Device, office: Office
) -> None:
    url = begin(device)
    device.send_piece(url, 0, PHOTO[:100])
    refused = device.send_piece(url, 100, b"x" * (len(PHOTO) - 100))
    assert problem_of(refused) == (422, "file-mismatch")
    assert status_of(device) == 404
    assert head(device, url).status_code == 404
    assert [path for path in office.settings.files.rglob("*") if path.is_file()] == []
    assert device.upload(PHOTO).status_code == 204


def test_a_piece_at_another_place_is_refused_and_changes_nothing(device: Device) -> None:
    url = begin(device)
    device.send_piece(url, 0, PHOTO[:100])
    for offset in (0, 50, 101):
        assert problem_of(device.send_piece(url, offset, b"x")) == (409, "offset-conflict")
    assert head(device, url).headers["Upload-Offset"] == "100"


def test_a_piece_that_lost_its_reply_is_found_by_asking(device: Device) -> None:
    url = begin(device)
    device.send_piece(url, 0, PHOTO)
    assert head(device, url).headers["Upload-Offset"] == str(len(PHOTO))
    assert device.send_piece(url, len(PHOTO), b"").status_code == 204
    assert status_of(device) == 200


def test_a_piece_with_a_wrong_checksum_is_discarded(device: Device) -> None:
    url = begin(device)
    refused = device.send_piece(url, 0, PHOTO[:100], **checksum(b"other"))
    assert problem_of(refused) == (460, "checksum-mismatch")
    assert head(device, url).headers["Upload-Offset"] == "0"
    accepted = device.send_piece(url, 0, PHOTO[:100], **checksum(PHOTO[:100]))
    assert (accepted.status_code, accepted.headers["Upload-Offset"]) == (204, "100")


def test_a_piece_with_a_wrong_digest_is_discarded(device: Device) -> None:
    url = begin(device)
    refused = device.send_piece(url, 0, b"x", **{"Content-Digest": content_digest(b"y")})
    assert problem_of(refused) == (400, "digest-mismatch")


def test_more_than_was_announced_is_refused(device: Device) -> None:
    assert problem_of(device.send_piece(begin(device), 0, PHOTO + b"x")) == (413, "too-large")


def test_a_file_that_is_here_already_needs_no_bytes(device: Device) -> None:
    device.upload(PHOTO)
    again = device.begin_upload(PHOTO)
    assert again.headers["Upload-Offset"] == str(len(PHOTO))
    assert status_of(device) == 200


def test_an_empty_file_is_whole_at_once(device: Device) -> None:
    device.begin_upload(b"")
    assert status_of(device, sha256_hex(b"")) == 200


def test_a_file_that_vanished_from_the_disk_is_asked_for_again(
    device: Device, office: Office
) -> None:
    item = device.seal(photos=[PHOTO])
    device.results(item)
    device.upload(PHOTO)
    (path,) = office.settings.files.rglob(SHA256)
    path.unlink()
    assert status_of(device) == 404
    assert device.results(item)[0]["missing_files"] == [SHA256]
    device.upload(PHOTO)
    assert status_of(device) == 200


def test_an_upload_that_is_given_up_is_gone(device: Device, office: Office) -> None:
    url = begin(device)
    device.send_piece(url, 0, PHOTO[:100])
    assert device.call("DELETE", url, headers=TUS).status_code == 204
    assert head(device, url).status_code == 404
    assert [path for path in office.settings.files.rglob("*") if path.is_file()] == []


def test_an_upload_expires_and_what_came_of_it_is_removed(
    tmp_path: Path, database_url: str
) -> None:
    late = [timedelta()]

    def now() -> datetime:
        return utc_now() + late[0]

    with opened_office(tmp_path, database_url, now=now) as office, serving(office) as server_url:
        device = enrolled_device(office, server_url)
        url = begin(device)
        device.send_piece(url, 0, PHOTO[:100])
        late[0] = timedelta(days=7, seconds=1)
        assert problem_of(device.send_piece(url, 100, PHOTO[100:])) == (410, "upload-gone")
        assert len(list(office.settings.files.rglob("uploads/*"))) == 1
        device.begin_upload(b"another")
        assert list(office.settings.files.rglob("uploads/*")) == []


def test_lost_replies_to_the_beginning_of_an_upload_use_nothing_up(
    device: Device, office: Office
) -> None:
    most = office.settings.limits.open_uploads
    first, *_, last = [begin(device) for _ in range(most + 1)]
    with office.database.reading() as connection:
        assert count_open_uploads(connection) == 1
    assert problem_of(device.send_piece(first, 0, PHOTO))[0] == 404
    for number in range(most - 1):
        begin(device, b"another photo %d" % number)
    assert problem_of(device.begin_upload(b"one more photo")) == (429, "too-many-uploads")
    assert device.send_piece(last, 0, PHOTO).status_code == 204
    assert status_of(device) == 200


def test_another_device_does_not_see_an_upload(
    device: Device, office: Office, server_url: str
) -> None:
    url, other = begin(device), enrolled_device(office, server_url)
    assert head(other, url).status_code == 404
    assert problem_of(other.send_piece(url, 0, PHOTO)) == (404, "not-found")
    assert other.call("DELETE", url, headers=TUS).status_code == 404


def test_the_same_piece_sent_at_the_same_time_is_taken_once(device: Device) -> None:
    url = begin(device)
    replies: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: replies.append(device.send_piece(url, 0, PHOTO).status_code)
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(replies) <= {204, 409}
    assert 204 in replies
    assert status_of(device) == 200


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Tus-Resumable": "0.2.2"}, (412, "tus-version")),
        ({"Upload-Length": "x"}, (422, "invalid")),
        ({"Upload-Length": "-1"}, (422, "invalid")),
        ({"Upload-Metadata": "sha256 !!"}, (422, "invalid")),
        ({"Upload-Metadata": ""}, (422, "invalid")),
        ({"Upload-Metadata": "sha256 YQ=="}, (422, "invalid")),
    ],
)
def test_an_upload_that_is_announced_wrongly_is_refused(
    device: Device, office: Office, headers: dict[str, str], outcome: tuple[int, str]
) -> None:
    assert problem_of(device.begin_upload(PHOTO, **headers)) == outcome
    with office.database.reading() as connection:
        assert count_open_uploads(connection) == 0


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Tus-Resumable": "2"}, (412, "tus-version")),
        ({"Content-Type": "text/plain"}, (415, "media-type")),
        ({"Upload-Offset": "x"}, (422, "invalid")),
        ({"Upload-Checksum": "md5 AAAA"}, (400, "malformed")),
    ],
)
def test_a_piece_that_is_announced_wrongly_is_refused(
    device: Device, headers: dict[str, str], outcome: tuple[int, str]
) -> None:
    assert problem_of(device.send_piece(begin(device), 0, PHOTO, **headers)) == outcome


def test_a_media_type_that_is_none_is_not_kept(device: Device, office: Office) -> None:
    pairs = {"sha256": SHA256, "media_type": "a\x00b"}
    spelled = ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in pairs.items()
    )
    assert device.begin_upload(PHOTO, **{"Upload-Metadata": spelled}).status_code == 201


def test_what_of_tus_is_spoken_is_told_to_anybody(server_url: str) -> None:
    reply = requests.options(f"{server_url}/v1/uploads", timeout=10)
    told: Any = reply.headers
    assert reply.status_code == 204
    assert told["Tus-Version"] == "1.0.0"
    assert set(told["Tus-Extension"].split(",")) == {
        "creation",
        "checksum",
        "expiration",
        "termination",
    }
    assert told["Tus-Checksum-Algorithm"] == "sha256"


@pytest.mark.parametrize("name", ["x", "%00", "a" * 65, ".."])
def test_an_upload_that_nobody_began_is_not_found(device: Device, name: str) -> None:
    assert head(device, f"{device.url}/v1/uploads/{name}").status_code == 404


@pytest.mark.parametrize("name", ["0" * 64, "x", "0" * 63, SHA256.upper(), "..%2f..%2fetc"])
def test_a_file_that_is_not_here_is_not_found(device: Device, name: str) -> None:
    assert status_of(device, name) == 404
