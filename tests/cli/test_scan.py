"""`inspector scan` says what each picture holds; its status whether every one held a tag."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image

from inspector_app.cli import main

LINK = "HTTPS://M.EXAMPLE.GOV/I/0000000150"
INVITATION = '{"v":1,"url":"https://office.example","code":"4TQ79KXM"}'


def picture(folder: Path, name: str, *texts: str) -> str:
    page = Image.new("L", (500 * max(1, len(texts)), 500), 255)
    for at, text in enumerate(texts):
        code = qrcode.make(text).get_image().convert("L").resize((420, 420))
        page.paste(code, (500 * at + 40, 40))
    page.save(folder / name)
    return str(folder / name)


def scanned(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    status = main(["scan", "--json", *arguments])
    told = capsys.readouterr()
    assert told.err == ""
    return status, json.loads(told.out)


@pytest.mark.parametrize(
    ("text", "kind", "id"),
    [
        (LINK, "instrument", "0000000150"),
        (LINK.lower() + "/?x=1", "instrument", "0000000150"),
        ("0000-0001-50", "instrument", "0000000150"),
        ("https://id.gs1.org/8004/95212340000000150", "instrument", "0000000150"),
        ("HTTPS://M.EXAMPLE.GOV/S/Z-0412", "seal", "Z-0412"),
        (INVITATION, "enrolment", None),
        ("HTTPS://M.EXAMPLE.GOV/I/0000000105", "unknown", None),
        ("https://elsewhere.example/menu", "unknown", None),
        ("加油机三号", "unknown", None),
    ],
)
def test_a_tag_is_told_with_its_text_kind_and_id(
    text: str, kind: str, id: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = picture(tmp_path, "tag.png", text)
    status, told = scanned(capsys, file)
    assert status == 0
    assert told == [{"file": file, "tags": [{"text": text, "kind": kind, "id": id}]}]


def test_every_tag_of_every_picture_is_told_in_the_order_of_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = picture(tmp_path, "both.png", LINK, "HTTPS://M.EXAMPLE.GOV/S/7")
    one = picture(tmp_path, "one.jpg", LINK)
    status, told = scanned(capsys, both, one)
    assert status == 0
    assert [entry["file"] for entry in told] == [both, one]
    assert {tag["kind"] for tag in told[0]["tags"]} == {"instrument", "seal"}


def test_a_picture_without_a_tag_makes_the_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, full = picture(tmp_path, "empty.png"), picture(tmp_path, "full.png", LINK)
    status, told = scanned(capsys, empty, full)
    assert status == 1
    assert told[0] == {"file": empty, "tags": []}
    assert len(told[1]["tags"]) == 1


def test_a_file_that_is_no_picture_is_told_with_a_sentence_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.png"
    text.write_text(LINK)
    cut_off = io.BytesIO()
    Image.effect_noise((300, 300), 50).save(cut_off, "JPEG")
    half = tmp_path / "half.jpg"
    half.write_bytes(cut_off.getvalue()[:5000])
    whole = picture(tmp_path, "whole.png", LINK)
    status, told = scanned(capsys, str(text), str(half), whole)
    assert status == 1
    assert "not a picture" in told[0]["error"]
    assert "damaged" in told[1]["error"]
    assert told[0]["tags"] == told[1]["tags"] == []
    assert "error" not in told[2]


def test_a_missing_file_is_wrong_use_and_nothing_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = picture(tmp_path, "whole.png", LINK)
    assert main(["scan", whole, str(tmp_path / "none.png"), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "none.png" in told.err
    assert whole not in told.err


def test_a_folder_and_an_impossible_name_are_no_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (str(tmp_path), "x" * 5000, ""):
        assert main(["scan", name]) == 2
        assert "no such file" in capsys.readouterr().err


def test_without_a_file_it_is_wrong_use() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["scan"])
    assert ended.value.code == 2


def test_people_read_one_line_a_tag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [
        picture(tmp_path, "1.png", LINK),
        picture(tmp_path, "2.png", "HTTPS://M.EXAMPLE.GOV/S/Z-7"),
        picture(tmp_path, "3.png", INVITATION),
        picture(tmp_path, "4.png", "HTTPS://M.EXAMPLE.GOV/I/0000000105"),
        picture(tmp_path, "5.png"),
    ]
    assert main(["scan", *files]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == files
    assert lines[0].endswith("instrument 0000-0001-50")
    assert lines[1].endswith("seal Z-7")
    assert "enrol at https://office.example" in lines[2]
    assert "4TQ79KXM" not in lines[2]
    assert "check character" in lines[3]
    assert lines[4].endswith("No code was found.")


def harmed(folder: Path, sort: str) -> Path:
    """Return a file of a sort that people do give to a command that wants pictures."""
    page = Image.new("L", (500, 500), 255)
    page.paste(qrcode.make(LINK).get_image().convert("L").resize((420, 420)), (40, 40))
    file = folder / f"{sort.replace(' ', '-')}.bin"
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    match sort:
        case "CMYK":
            page.convert("CMYK").save(made, "JPEG")
        case "16 bits":
            page.convert("I;16").point(lambda value: value * 200 + 0.0).save(made, "PNG")
        case "animated":
            page.save(made, "GIF", save_all=True, append_images=[page.rotate(90)])
        case "turned by EXIF":
            page.transpose(Image.Transpose.ROTATE_90).save(made, "JPEG", exif=exif)
        case "PDF":
            page.save(made, "PDF")
        case "100 megapixels":
            Image.new("1", (10_000, 10_000)).save(made, "PNG")
        case "cut off":
            page.save(made, "JPEG")
    data = made.getvalue()
    file.write_bytes(data[: len(data) // 2] if sort == "cut off" else data)
    return file


@pytest.mark.parametrize("sort", ["CMYK", "16 bits", "animated", "turned by EXIF"])
def test_an_odd_picture_is_read_all_the_same(
    sort: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = scanned(capsys, str(harmed(tmp_path, sort)))
    assert status == 0
    assert [tag["id"] for tag in told[0]["tags"]] == ["0000000150"]


@pytest.mark.parametrize(
    ("sort", "word"), [("PDF", "PDF"), ("100 megapixels", "too large"), ("cut off", "damaged")]
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    sort: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, told = scanned(capsys, str(harmed(tmp_path, sort)))
    assert status == 1
    assert told[0]["tags"] == []
    assert word in told[0]["error"]
    assert told[0]["error"].endswith(".")
