"""Reading files to tables without a site, and fetching over a server on this machine."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from likvard.cli import main
from tests.intake import replay
from tests.intake.statistics_files import GRADES
from tests.intake.test_fetching import CODES, Register, _schools
from tests.intake.test_pupils import GIRL, _file, _pupil
from tests.intake.test_statistics import CUBE, KOLADA_3

KEY = {"LIKVARD_PSEUDONYM_KEY": "ab" * 32}


def _run(*arguments: object, **environment: str):
    return CliRunner().invoke(main, [str(one) for one in arguments], env=environment or None)


def test_files_become_tables_with_a_log(tmp_path: Path) -> None:
    known, unknown = tmp_path / "betyg.csv", tmp_path / "annat.csv"
    known.write_text(GRADES, encoding="utf-8")
    unknown.write_text("a;b\n1;2\n", encoding="utf-8")
    result = _run("convert", known, unknown, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout.splitlines()[-1])["files"]
    assert [(one["state"], one.get("rows")) for one in told] == [("read", 12), ("refused", None)]
    assert pq.read_table(tmp_path / "out" / "betyg" / "observations.parquet").num_rows == 12
    assert json.loads((tmp_path / "out" / "betyg" / "log.json").read_text())[0]["code"] == "footnote"


def test_pupil_files_need_a_key(tmp_path: Path) -> None:
    file = tmp_path / "elever.txt"
    file.write_bytes(_file(_pupil(GIRL)))
    refused = _run("convert", file, "--out", tmp_path / "out", LIKVARD_PSEUDONYM_KEY="")
    assert refused.exit_code == 2
    assert _run("convert", file, "--out", tmp_path / "out", LIKVARD_PSEUDONYM_KEY="xyz").exit_code == 1
    done = _run("convert", file, "--out", tmp_path / "out", **KEY)
    assert done.exit_code == 0
    table = pq.read_table(tmp_path / "out" / "elever" / "pupil_grades.parquet")
    assert GIRL not in str(table.to_pylist())


@pytest.fixture
def server():
    with replay.running() as found:
        yield found


def test_each_source_is_fetched_by_its_configured_address(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = _schools
    out = tmp_path / "gr.jsonl"
    done = _run("fetch", "planned-educations", "--out", out, "--json", LIKVARD_BASE_PLANNED_EDUCATIONS=server.base)
    assert (done.exit_code, json.loads(done.stdout)["notes"]) == (0, 1)
    assert CODES[0] in out.read_text(encoding="utf-8")
    server.answer = lambda path, parameters, body: KOLADA_3
    assert _run("fetch", "kolada", "N15428", "--out", tmp_path / "k.jsonl", "--base", server.base).exit_code == 0
    server.answer = lambda path, parameters, body: CUBE
    cube = _run("fetch", "pxweb", "TAB638", "--out", tmp_path / "t.json", "--base", server.base, "--select", "Tid=*")
    assert cube.exit_code == 0
    assert _run("fetch", "pxweb", "T", "--out", tmp_path / "t.json", "--select", "Tid").exit_code == 2
    result = _run("convert", out, tmp_path / "k.jsonl", tmp_path / "t.json", "--out", tmp_path / "tables")
    assert result.exit_code == 0


def test_a_student_register_is_fetched_without_names(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = Register()
    asked = ("fetch", "ss12000", "--out", tmp_path / "rows.jsonl", "--copy", tmp_path / "copy", "--base", server.base)
    assert _run(*asked, LIKVARD_PSEUDONYM_KEY="").exit_code == 1
    done = _run(*asked, "--attendance", "2026-01-01", "2026-01-31", LIKVARD_SS12000_TOKEN="secret", **KEY)
    assert done.exit_code == 0, done.output
    assert server.headers[0]["Authorization"] == "Bearer secret"
    assert GIRL not in (tmp_path / "rows.jsonl").read_text(encoding="utf-8")
    assert _run("convert", tmp_path / "rows.jsonl", "--out", tmp_path / "tables", **KEY).exit_code == 0


def test_an_interface_that_does_not_answer_ends_with_four(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = lambda path, parameters, body: {"nothing": 1}
    done = _run("fetch", "kolada", "N15428", "--out", tmp_path / "k.jsonl", "--base", server.base)
    assert done.exit_code == 4
    assert "goes on from there" in done.output
    assert _run("fetch", "kolada", "N15428", "--out", tmp_path / "k.jsonl", "--base", "ftp://x").exit_code == 1


def test_tables_that_cannot_be_read_are_not_called_right(tmp_path):
    (tmp_path / "bilaga.xlsx").write_text("x", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "sums.csv").write_text("Skola,Antal\nA,1\nB,2\nSumma,4\n", encoding="utf-8")
    codes = {
        name: CliRunner().invoke(main, ["check-tables", str(tmp_path / name)]).exit_code
        for name in ("bilaga.xlsx", "empty.csv", "sums.csv")
    }
    assert codes == {"bilaga.xlsx": 2, "empty.csv": 2, "sums.csv": 1}
