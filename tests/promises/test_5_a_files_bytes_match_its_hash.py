"""Promise 5: a stored file's bytes match its SHA-256, however it came."""

import threading
from random import Random

from sync.protocol.digest import sha256_hex
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.device import Device


def test_a_file_that_came_in_any_pieces_with_repeats_is_whole(
    device: Device, office: Office
) -> None:
    random = Random(5)
    for _ in range(5):
        photo = random.randbytes(random.randint(1, 20_000))
        url = device.url + device.begin_upload(photo).headers["Location"]
        stands = 0
        while stands < len(photo):
            end = min(len(photo), stands + random.randint(1, 7_000))
            start = random.choice([stands, max(0, stands - 1), end])
            reply = device.send_piece(url, start, photo[start:end])
            if reply.status_code == 204:
                stands = int(reply.headers["Upload-Offset"])
            else:
                assert reply.status_code == 409
        with office.files.open(sha256_hex(photo)) as file:
            assert file.read() == photo
    assert verify_office(office).faults == []


def test_uploads_of_other_bytes_at_the_same_time_never_become_the_file(
    device: Device, office: Office
) -> None:
    photo = Random(6).randbytes(50_000)
    forged = photo[:-1] + bytes([photo[-1] ^ 1])
    urls = [device.url + device.begin_upload(photo).headers["Location"] for _ in range(6)]
    threads = [
        threading.Thread(target=device.send_piece, args=(url, 0, bytes_sent))
        for url, bytes_sent in zip(urls, [photo, forged] * 3, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.files.open(sha256_hex(photo)) as file:
        assert file.read() == photo
    assert not office.files.has(sha256_hex(forged))
    assert verify_office(office).faults == []
