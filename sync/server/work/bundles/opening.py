"""What the members of a bundle say, opened with the server's key, one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from sync.protocol.at_rest import HEADER_BYTES, NotOpened, is_at_rest, open_at_rest, unwrap_key
from sync.protocol.bundle import (
    KEY,
    LONGEST_HEAD,
    MANIFEST,
    MANIFEST_AGAIN,
    Manifest,
    parse_manifest,
    read_head,
    verify_manifest,
)
from sync.protocol.digest import from_base64
from sync.protocol.envelope import HEADER_BYTES as SEALED_HEADER_BYTES
from sync.protocol.envelope import Broken, Opener, sender_of
from sync.protocol.pieces import take_first
from sync.server.tables.devices import Device, find_device
from sync.server.work.bundles.finding import Member, find_members, read_member
from sync.server.work.opening import Office


@dataclass(frozen=True, slots=True)
class Told:
    """A manifest that opened; `vouched` when its device, one of ours, signed it for this bundle."""

    manifest: Manifest
    device: Device | None
    vouched: bool


@dataclass
class Bundle:
    """A bundle's file and where its members lie; a name may be found at several places."""

    file: BinaryIO
    office: Office
    places: dict[str, list[Member]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._opener = Opener(self.office.key)
        self._key = b""
        for member in find_members(self.file):
            self.places.setdefault(member.name, []).append(member)

    def names(self, kind: str) -> list[str]:
        """Return the names that were found of a kind, in their order."""
        return sorted(name for name in self.places if name.startswith(f"{kind}/"))

    def read(self, name: str, limit: int) -> bytes | None:
        """Return the bytes of a member of at most `limit`; None when none at its places opens."""
        for member in self.places.get(name, ()):
            try:
                data = _read_all(self._pieces(member), limit)
            except Broken:
                continue
            self.opened.add(name)
            return data
        return None

    def open(self, name: str) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
        """Give for each place where a member begins well its first line and its bytes.

        The bytes raise Broken where they are damaged.
        """
        for member in self.places.get(name, ()):
            pieces = self._pieces(member)
            try:
                first = next(pieces, b"")
            except Broken:
                continue
            line, _, rest = first.partition(b"\n")
            head = read_head(line)
            if head is not None and len(line) < LONGEST_HEAD:
                yield head, _chain(rest, pieces)

    def find_told(self) -> Told | None:
        """Return what the manifest says, the first of its two that opens."""
        for name in (MANIFEST, MANIFEST_AGAIN):
            data = self.read(name, limit=64 * 1024 * 1024)
            parsed = parse_manifest(data) if data is not None else None
            if parsed is not None:
                return self._judge(name, *parsed)
        return None

    def plain(self, name: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Give the bytes of a record or a photo, of which a tablet without its key sent others.

        Raises Broken, also late, where they do not open with the key that came along. Where none
        came, they are what the tablet had, and their hash tells.
        """
        header, rest = take_first(pieces, HEADER_BYTES)
        if not is_at_rest(header) or KEY not in self.places:
            yield header
            yield from rest
            return
        try:
            key = self._lost_key()
            yield from open_at_rest(key, name, _chain(header, rest))
        except NotOpened as fault:
            raise Broken(f"it does not open: {fault}") from fault

    def _lost_key(self) -> bytes:
        """Return the key that came along, read once. Raises Broken, NotOpened."""
        if not self._key:
            wrapped = self.read(KEY, LONGEST_HEAD)
            if wrapped is None:
                raise Broken("the key that opens it is missing or damaged")
            self._key = unwrap_key(wrapped, self.office.key)
        return self._key

    def find_device(self, device_id: object) -> Device | None:
        """Return a tablet of ours."""
        if not isinstance(device_id, str) or not device_id.isprintable():
            return None
        with self.office.database.reading() as connection:
            return find_device(connection, device_id)

    def _judge(self, name: str, manifest: Manifest, text: str, sig: str) -> Told:
        device = self.find_device(manifest.device_id)
        senders = {self._sender(member) for member in self.places[name]}
        vouched = (
            device is not None
            and manifest.sender in senders
            and verify_manifest(from_base64(device.public_key), text, sig)
        )
        return Told(manifest, device, vouched)

    def _sender(self, member: Member) -> str:
        head = b"".join(read_member(self.file, Member("", member.start, SEALED_HEADER_BYTES)))
        try:
            return sender_of(head).hex()
        except Broken:
            return ""

    def _pieces(self, member: Member) -> Iterator[bytes]:
        return self._opener.open(member.name, read_member(self.file, member))


def split_record(data: bytes) -> Mapping[str, Any] | None:
    """Return a record's member as an item of a batch, its body the exact bytes."""
    line, _, body = data.partition(b"\n")
    head = read_head(line)
    return None if head is None else head | {"body": body}


def _read_all(pieces: Iterator[bytes], limit: int) -> bytes:
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) > limit:
            raise Broken("it is larger than it may be")
    return bytes(data)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
