"""`inspector scan`: reads the tags in picture files and says what each is."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.errors import PictureTrouble, WrongUse

if TYPE_CHECKING:
    from inspector_app.tags.scan import Tag


@dataclass(frozen=True, slots=True)
class _Found:
    """What one file holds; `error` is a sentence when it is no picture."""

    file: str
    texts: tuple[str, ...] = ()
    error: str = ""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser of `inspector`."""
    parser = subparsers.add_parser(
        "scan",
        help="read the tags in picture files",
        description="Reads every code in each picture. Exit status 1 when any file holds none.",
    )
    parser.add_argument("images", nargs="+", metavar="IMAGE", help="a picture file")
    parser.add_argument(
        "--host", metavar="HOST", action="append", default=[], help="whose links are ours; repeat"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Return 0 when every file holds a code, else 1. Raises WrongUse when a file is missing."""
    missing = [name for name in args.images if not _is_file(name)]
    if missing:
        raise WrongUse("There is no such file: " + ", ".join(map(_printable, missing)) + ".")
    found = [_read(name, args.host) for name in args.images]
    if args.json:
        print(json.dumps([_as_json(each, args.host) for each in found], indent=2))
    else:
        for each in found:
            for line in _lines(each, args.host):
                print(_printable(line))
    return 0 if all(each.texts for each in found) else 1


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # the name is too long, or its folder is closed to us
        return False


def _read(name: str, hosts: list[str]) -> _Found:
    from inspector_app.devices.decoder import decode_picture

    try:
        return _Found(name, texts=decode_picture(_load(Path(name)), hosts=hosts))
    except PictureTrouble as trouble:
        return _Found(name, error=str(trouble))


def _load(file: Path) -> bytes:
    from inspector_app.devices.decoder.pictures import MAX_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as trouble:
        reason = trouble.strerror or trouble
        raise WrongUse(f"{_printable(str(file))} cannot be read: {reason}.") from trouble


def _as_json(found: _Found, hosts: list[str]) -> dict[str, object]:
    from inspector_app.tags.scan import read_tag

    tags = [{"text": text, **_kind_and_id(read_tag(text, hosts))} for text in found.texts]
    told = {"error": found.error} if found.error else {}
    return {"file": found.file, "tags": tags, **told}


def _kind_and_id(tag: "Tag") -> dict[str, str | None]:
    from inspector_app.tags.scan import (
        EnrolmentTag,
        InstrumentTag,
        MistypedTag,
        SealTag,
        UnknownTag,
    )

    match tag:
        case InstrumentTag():
            return {"kind": "instrument", "id": tag.id}
        case SealTag():
            return {"kind": "seal", "id": tag.number}
        case EnrolmentTag():
            return {"kind": "enrolment", "id": None}
        case MistypedTag() | UnknownTag():
            return {"kind": "unknown", "id": None}


def _lines(found: _Found, hosts: list[str]) -> list[str]:
    from inspector_app.tags.scan import read_tag

    if not found.texts:
        return [f"{found.file}: {found.error or 'No code was found.'}"]
    return [f"{found.file}: {_sentence(read_tag(text, hosts))}" for text in found.texts]


def _sentence(tag: "Tag") -> str:
    from inspector_app.tags.identifier import display
    from inspector_app.tags.scan import EnrolmentTag, InstrumentTag, SealTag, explain

    match tag:
        case InstrumentTag():
            return f"instrument {display(tag.id)}"
        case SealTag():
            return f"seal {tag.number}"
        case EnrolmentTag():
            return f"invitation to enrol at {tag.enrolment.url}"
        case _:
            return explain(tag)


def _printable(text: str) -> str:
    """Names of files may hold bytes that no terminal can show."""
    return text.encode("utf-8", "backslashreplace").decode()
