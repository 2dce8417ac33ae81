"""`likvard read` as programs and people call it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from likvard.cli import COMMANDS, main
from likvard.reading import errors
from tests.reading import papers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in papers.ALL.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "tom.txt").write_bytes(b"")
    (tmp_path / "fel.txt").write_bytes(b"a\0b")
    return tmp_path


def run(*arguments: str | Path, **options):
    return CliRunner().invoke(main, ["read", *map(str, arguments)], **options)


def test_one_document_is_one_object(folder: Path) -> None:
    result = run(folder / "decision.txt", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    record = json.loads(result.stdout)
    assert record["schema"] == "likvard.reading/1"
    assert record["case_number"] == "SI 2021:7351"
    assert "file" not in record


def test_several_documents_are_one_object_a_line_in_order(folder: Path) -> None:
    files = [str(folder / f"{name}.txt") for name in ("letter", "decision", "supervision")]
    result = run(*files, "--json", "--jobs", "1")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["file"] for record in records] == files
    assert [record["case_number"] for record in records] == ["SI 2023:4410", "SI 2021:7351", "43-2016:8807"]


def test_standard_input(folder: Path) -> None:
    result = run("-", "--json", input=papers.LETTER.encode())
    assert json.loads(result.stdout)["case_number"] == "SI 2023:4410"


@pytest.mark.parametrize(("language", "expected"), [("sv", "Dokumentet är tomt"), ("en", "The document is empty")])
def test_error_in_the_reader_s_language_and_nothing_else(folder: Path, language: str, expected: str) -> None:
    result = run(folder / "tom.txt", "--language", language)
    assert (result.exit_code, result.stdout) == (errors.Empty.exit_code, "")
    assert expected in result.stderr
    assert "Traceback" not in result.stderr


def test_error_as_json(folder: Path) -> None:
    result = run(folder / "fel.txt", "--json", "--language", "en")
    assert result.exit_code == errors.WrongType.exit_code
    assert json.loads(result.stderr)["error"]["code"] == "wrong_type"


def test_failing_files_do_not_stop_the_others(folder: Path) -> None:
    out = folder / "records.jsonl"
    files = [folder / name for name in ("tom.txt", "decision.txt", "fel.txt", "letter.txt")]
    result = run(*files, "--out", out, "--jobs", "1")
    assert result.exit_code == 1
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [Path(record["file"]).name for record in records] == ["decision.txt", "letter.txt"]
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 2


def test_nothing_is_written_when_nothing_was_read(folder: Path) -> None:
    out = folder / "records.jsonl"
    out.write_text("older\n")
    before = sorted(os.listdir(folder))
    result = run(folder / "tom.txt", "--out", out)
    assert result.exit_code == errors.Empty.exit_code
    assert out.read_text() == "older\n"
    assert sorted(os.listdir(folder)) == before


def test_out_appears_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise OSError("disk full")

    out = folder / "records.jsonl"
    out.write_text("older\n")
    before = sorted(os.listdir(folder))
    monkeypatch.setattr(os, "fsync", fail)
    result = run(folder / "decision.txt", "--out", out)
    assert isinstance(result.exception, OSError)
    assert out.read_text() == "older\n"
    assert sorted(os.listdir(folder)) == before


def test_out_in_a_folder_that_is_not_there(folder: Path) -> None:
    result = run(folder / "decision.txt", "--out", folder / "nowhere" / "records.jsonl")
    assert result.exit_code == 1
    assert "Could not open file" in result.stderr


def test_a_fault_of_ours_is_told_without_a_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIKVARD_DEBUG", raising=False)
    monkeypatch.setattr("likvard.reading.read", lambda file: 1 / 0)
    result = run(folder / "decision.txt", "--language", "sv")
    assert result.exit_code == errors.Unforeseen.exit_code
    assert "fel i programmet" in result.stderr
    assert result.stdout == ""


def test_table_for_a_person(folder: Path) -> None:
    result = run(folder / "decision.txt", "--language", "sv", env={"COLUMNS": "120"})
    assert result.exit_code == 0
    for expected in ("Diarienummer", "SI 2021:7351", "Härjedalens kommun", "2022-10-03", "Gråhällsskolan"):
        assert expected in result.stdout


def test_no_files_is_a_wrong_command(folder: Path) -> None:
    assert run().exit_code == 2
    assert run("--register", folder / "x.csv", folder / "tom.txt").exit_code == 2


EXPORT = '="SI 2026:1";="2026-09-03";="Uppgift om Ekskolan med huvudmannen ALE KOMMUN i Ale kommun"\n'


def test_register_export(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(EXPORT, encoding="utf-8")
    out = tmp_path / "lines.jsonl"
    result = run("--register", path, "--json", "--out", out)
    line = json.loads(result.stdout)
    assert (line["case_number"], line["registered"], line["unit"]) == ("SI 2026:1", "2026-09-03", "Ekskolan")
    assert json.loads(out.read_text(encoding="utf-8")) == line
    assert "Ekskolan" in run("--register", path, env={"COLUMNS": "120"}).stdout


def test_register_export_that_is_not_there(tmp_path: Path) -> None:
    result = run("--register", tmp_path / "export.csv")
    assert result.exit_code == errors.NotFound.exit_code


@pytest.mark.slow
def test_processes_read_in_the_order_of_the_files(folder: Path) -> None:
    files = [str(folder / f"{name}.txt") for name in (*papers.ALL, "tom", *papers.ALL)]
    done = subprocess.run(
        [sys.executable, "-m", "likvard.cli", "read", *files, "--json", "--jobs", "2"], capture_output=True, check=False
    )
    assert done.returncode == errors.Empty.exit_code
    read = [json.loads(line)["file"] for line in done.stdout.splitlines()]
    assert read == [file for file in files if not file.endswith("tom.txt")]


def test_help_imports_no_subcommand() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom likvard.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "assert not [name for name in sys.modules if name.startswith(('likvard.reading', 'rich', 'django', 'docx'))]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_command_is_there() -> None:
    for name in COMMANDS:
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0 or name == "site"
