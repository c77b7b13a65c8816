"""`inspector evaluate` judges files: an outcome each, or every fault, never a traceback."""

import argparse
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inspector_app.cli import evaluate
from tests.support.inspections import fuel, fuel_run, scale, weighing


def judge(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    evaluate.add_parser(parser.add_subparsers())
    return evaluate.run(parser.parse_args(["evaluate", *arguments]))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "inspection.json"


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("indicated_L", "verdict"), [("20.00", "pass"), ("20.10", "fail"), ("", "incomplete")]
)
def test_the_status_is_0_for_any_verdict(
    file: Path, capsys: pytest.CaptureFixture[str], indicated_L: str, verdict: str
) -> None:
    file.write_text(json.dumps(fuel(*[fuel_run(indicated_L)] * 3, phase="spot_check")))
    assert judge(str(file), "--json") == 0
    assert printed(capsys)["verdict"] == verdict


def test_the_outcome_has_the_keys_of_the_contract(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps(fuel()))
    judge(str(file), "--json")
    outcome = printed(capsys)
    assert list(outcome) == [
        "rule", "phase", "edition", "verdict", "status", "findings", "missing",
    ]  # fmt: skip
    assert set(outcome["findings"][0]) >= {
        "test", "at", "value", "unit", "limit", "verdict", "effect", "citation", "codes",
    }  # fmt: skip
    assert outcome["findings"][0]["limit"] == {"min": "-0.30", "max": "0.30"}
    assert outcome["status"] == "unverified"


def test_a_list_gives_a_list_in_the_same_order_with_faults_in_their_places(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps([fuel(), fuel(weather="rain"), 5, scale()]))
    assert judge(str(file), "--json") == 2
    results = printed(capsys)
    assert [result.get("verdict") for result in results] == ["pass", None, None, "pass"]
    assert results[1] == {"errors": [{"path": "weather", "message": "unknown key"}]}
    assert results[2]["errors"][0]["path"] == ""


def test_an_empty_list_gives_an_empty_list(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("[]")
    assert judge(str(file), "--json") == 0
    assert printed(capsys) == []


def test_bare_numbers_are_decimals(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(json.dumps(scale(weighing("0.3", "I"))).replace('"I"', "0.1", 1))
    assert judge(str(file), "--json") == 0
    assert printed(capsys)["findings"][0]["value"] == "-0.2"


def test_a_dash_reads_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = io.BytesIO(b"\xef\xbb\xbf" + json.dumps(fuel()).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    assert judge("-", "--json") == 0
    assert printed(capsys)["verdict"] == "pass"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"null",
        b'"text"',
        b'{"rule": "x", "rule": "y"}',
        b'{"rule": "oiml.scale.r76", "phase": "initial", "date": 1e999999999999999999999}',
        b'{"rule": ' + b"9" * 1_000_000 + b"}",
    ],
    ids=lambda data: repr(data[:20]),
)
@pytest.mark.parametrize("json_wanted", [True, False])
def test_bad_input_ends_with_status_2_and_a_sentence(
    file: Path, capsys: pytest.CaptureFixture[str], data: bytes, *, json_wanted: bool
) -> None:
    file.write_bytes(data)
    assert judge(str(file), *(["--json"] if json_wanted else [])) == 2
    shown = capsys.readouterr()
    if json_wanted:
        assert all(fault["message"] for fault in json.loads(shown.out)["errors"])
    else:
        assert shown.err.startswith("inspector: ")
        assert shown.out == ""
    assert len(shown.out + shown.err) < 2_000


@pytest.mark.parametrize("name", ["nothing.json", ".", "a\x00b"])
def test_a_file_that_cannot_be_read_ends_with_status_2_and_a_sentence(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert judge(name, "--json") == 2
    (fault,) = printed(capsys)["errors"]
    assert fault["message"].startswith("the input cannot be read: ")


def test_a_person_reads_a_table(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [*[fuel_run("20.08")] * 3, fuel_run("", flow_point="q2")]
    file.write_text(json.dumps(fuel(*runs, phase="spot_check")))
    assert judge(str(file)) == 0
    assert capsys.readouterr().out.splitlines() == [
        "FAIL  JJG 443-2023, Spot check, rule not verified",
        "  fail        Volume indication error · Maximum flow",
        "              Customer receives 80 mL less in 20 L; allowed 60 mL",
        (
            "              +0.40 %, limit ±0.30 %; JJG 443-2023, volume indication error"
            " · source not verified: read on a page that quotes it"
        ),
        "  pass        Repeatability · Maximum flow",
        "              Repeatability of 3 runs 0.00 %; allowed 0.10 %",
        (
            "              0.00 %, limit ≤ 0.10 %; JJG 443-2023, repeatability at a flow point"
            " · source not verified: read on a page that quotes it"
        ),
        "  open        Reading 4: Dispenser indication is missing",
    ]


def test_an_officer_reads_every_line_of_the_calculation(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps(fuel(fuel_run("20.08"), phase="spot_check")))
    judge(str(file), "--explain")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[-5:-1] == [
        (
            "Volume in the measure, run 1: V_B = V_0 + (h − h_0) × k / 1000"
            " = 20 + (70 − 70) × 2 / 1000 = 20 L"
        ),
        (
            "Delivered volume, at the temperature of the meter, run 1: V_Bt = V_B × (1 + β_Y ×"
            " (t_J − t_B) + β_B × (t_B − t_0))"
            " = 20 × (1 + 0.0012 × (20 − 20) + 0.00005 × (20 − 20))"
            " = 20 L"
        ),
        (
            "Error of indication, run 1: E = (V_J − V_Bt) / V_Bt × 100 = (20.08 − 20) / 20 × 100"
            " = 0.4 %"
        ),
        "0.40 % lies outside −0.30 … +0.30 %; a failure needs the mean of three runs",
    ]


def test_the_table_is_read_in_chinese_too(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(json.dumps(fuel(*[fuel_run("20.08")] * 3, phase="spot_check")))
    judge(str(file), "--explain", "--lang", "zh")
    said = capsys.readouterr().out
    assert said.startswith("不合格  JJG 443-2023，")
    assert "顾客每 20 L 少得 80 mL；允许 60 mL" in said
    assert "0.40 % 超出 −0.30 … +0.30 % 的范围" in said


def test_explaining_changes_nothing_of_the_json(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps(fuel()))
    judge(str(file), "--json")
    plain = printed(capsys)
    judge(str(file), "--json", "--explain", "--lang", "zh")
    assert printed(capsys) == plain
    assert "steps" not in plain["findings"][0]


def test_names_in_the_input_cannot_steer_the_terminal(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps([fuel(fuel_run(flow_point="q2\x1b[31m\nPASS"))]))
    judge(str(file))
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert all(line.startswith("[0]") for line in shown.splitlines())


def test_faults_in_a_list_name_the_inspection(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps([fuel(), fuel(fuel_run(indicated_L="x"))]))
    assert judge(str(file)) == 2
    shown = capsys.readouterr()
    assert shown.err == "inspector: [1].observations[0].indicated_L: is not a number\n"
    assert "PASS" in shown.out


def test_a_terminal_without_the_letters_still_gets_its_table(file: Path) -> None:
    file.write_text(json.dumps(fuel()))
    program = (
        "import argparse, sys\n"
        "from inspector_app.cli import evaluate\n"
        "parser = argparse.ArgumentParser()\n"
        "evaluate.add_parser(parser.add_subparsers())\n"
        "sys.exit(evaluate.run(parser.parse_args(['evaluate', sys.argv[1], '--lang', 'zh'])))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(file)], env={"PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("??  JJG 443-2023")
