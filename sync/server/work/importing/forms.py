"""What a file is by its content, so that one that cannot be read is called by its name."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

LOOKED_AT = 8192
_AS_XLSX = "save it as an Excel workbook (.xlsx) or as CSV UTF-8"
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_STRICT = b"http://purl.oclc.org/ooxml/"
_STREAMS = (
    ("EncryptedPackage", "is protected by a password; open it, take the password off and save it"),
    ("WordDocument", f"is a Word document, no table; {_AS_XLSX}"),
    ("PowerPoint Document", f"is a presentation, no table; {_AS_XLSX}"),
)
_OLD = f"is an old Excel workbook (.xls); {_AS_XLSX.replace('an Excel workbook (.xlsx)', '.xlsx')}"
_PARTS = (
    ("xl/workbook.bin", f"is a binary Excel workbook (.xlsb); {_AS_XLSX}"),
    ("word/", f"is a Word document, no table; {_AS_XLSX}"),
    ("ppt/", f"is a presentation, no table; {_AS_XLSX}"),
    ("Index/Document.iwa", f"is a Numbers document; {_AS_XLSX}"),
    ("Index.zip", f"is a Numbers document; {_AS_XLSX}"),
)
_BEGINNINGS = (
    (b"%PDF", f"is a PDF, no table; {_AS_XLSX}"),
    (b"{\\rtf", f"is a text document (RTF), no table; {_AS_XLSX}"),
    (b"\x89PNG", "is a picture, no table"),
    (b"\xff\xd8\xff", "is a picture, no table"),
    (b"GIF8", "is a picture, no table"),
    (b"SQLite format 3", "is a database (SQLite), no table"),
    (b"PAR1", f"is a Parquet file; {_AS_XLSX}"),
    (b"\x1f\x8b", "is compressed (gzip); unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "is an archive (7z); unpack it first"),
    (b"Rar!", "is an archive (RAR); unpack it first"),
)
_MARKUP = (
    (b"office:document", f"is a flat OpenDocument file (.fods); {_AS_XLSX}"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", f"is an XML spreadsheet; {_AS_XLSX}"),
    (b"<html", f"is a web page under the name of a table; {_AS_XLSX}"),
    (b"<table", f"is a web page under the name of a table; {_AS_XLSX}"),
    (b"<!doctype html", f"is a web page under the name of a table; {_AS_XLSX}"),
    (b"<?xml", f"is XML, no table; {_AS_XLSX}"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """What a file is: a workbook that is read, text, or neither, and then `why` in a sentence."""

    is_workbook: bool = False
    why: str = ""


def find_form(path: Path) -> Form:
    """Look into a file. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    if head.startswith(_ZIP):
        return _form_of_zip(path)
    if head.startswith(_OLE):
        return Form(why=_why_not_ole(path))
    begin = next((why for mark, why in _BEGINNINGS if head.startswith(mark)), "")
    return Form(why=begin or _why_not_markup(head))


def _form_of_zip(path: Path) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            return Form(is_workbook=True, why=_why_not_zip(archive, archive.namelist()))
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        return Form(is_workbook=True)  # a damaged one says so when it is read


def _why_not_zip(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "mimetype" in names:
        kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
        word = "spreadsheet (.ods)" if "spreadsheet" in kind else "file"
        return f"is an OpenDocument {word}; {_AS_XLSX}"
    for part, why in _PARTS:
        if any(name.startswith(part) for name in names):
            return why
    if not any(name.startswith("xl/") for name in names):
        return "is an archive (ZIP) and no workbook; unpack it first"
    for name in ("xl/workbook.xml", "_rels/.rels"):
        if name in names and _STRICT in archive.read(name):
            return (
                "is a workbook in the strict form of Open XML; save it as “Excel Workbook (.xlsx)”,"
                " not “Strict Open XML”"
            )
    return ""


def _why_not_ole(path: Path) -> str:
    data = path.read_bytes()
    for stream, why in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return why
    is_old = any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))
    if path.suffix.lower() in (".xlsx", ".xlsm") and not is_old:
        return _STREAMS[0][1]  # nothing else is put into this wrapping under such a name
    return _OLD


def _why_not_markup(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text.startswith(b"<"):
        return ""
    return next((why for mark, why in _MARKUP if mark.lower() in text), "")
