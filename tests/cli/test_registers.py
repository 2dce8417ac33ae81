"""Fetching the register by command, from a server on this machine, and what comes out."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from likvard.cli import main
from likvard.intake.school_unit_register import client, read_extract
from tests.intake import register_server


@pytest.fixture
def server(monkeypatch) -> Iterator[register_server.Register]:
    real = client.Client.__init__

    def hurried(self, *arguments, **options):
        real(self, *arguments, **(options | {"sleep": lambda seconds: None}))

    monkeypatch.setattr(client.Client, "__init__", hurried)
    with register_server.running() as register:
        yield register


def fetch(server: register_server.Register, out: Path, *options: str):
    return CliRunner().invoke(main, ["fetch", "school-units", "--out", str(out), "--base", server.base, *options])


def test_the_register_is_fetched_into_a_folder(server, tmp_path: Path) -> None:
    done = fetch(server, tmp_path / "out")
    assert done.exit_code == 0
    assert "Organisers: 3. School units: 3." in done.output
    assert "likvard organisations import" in done.output
    register, _ = read_extract(tmp_path / "out")
    assert [unit.name for unit in register.units] == ["Nyboda skola", "Njupkärrs skola", "Kompassrosens friskola"]
    assert register.complete


def test_for_a_program(server, tmp_path: Path) -> None:
    told = json.loads(fetch(server, tmp_path, "--json", "--since", "2026-09-01", "--ended").output)
    assert (told["units"], told["complete"], told["errors"]) == (4, False, 0)
    assert {"meta_modified_after": ["2026-09-01"]} in server.parameters


def test_a_register_that_does_not_answer(server, tmp_path: Path) -> None:
    server.faults["/v2/organizers"] = [500] * 9
    done = fetch(server, tmp_path)
    assert done.exit_code == 4
    assert "/v2/organizers: answered 500" in done.output
    assert "goes on from there" in done.output


def test_values_that_were_left_out_are_told(server, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(register_server.UNITS, "55512387", ("Nyboda skola", "AKTIV", "2120000092", ["NYTT"], []))
    done = fetch(server, tmp_path)
    assert "Values left out: 1." in done.output
    (entry,) = json.loads((tmp_path / "import-log.json").read_text(encoding="utf-8"))
    assert (entry["source"], entry["column"], entry["value"]) == ("school-units/55512387", "schoolTypes", "NYTT")


@pytest.mark.parametrize("name", ["kolada", "planned-educations", "pxweb", "school-units", "ss12000"])
def test_the_help_of_fetching_shows_an_example_and_what_its_exit_codes_mean(name):
    shown = CliRunner().invoke(main, ["fetch", name, "--help"]).output
    assert f"  likvard fetch {name}" in shown
    assert "Exit codes: 0 fetched" in shown
    assert "import F" in shown


def test_the_help_of_importing_the_register_is_for_users():
    """In a process of its own: Django's commands are asked there as users ask them."""
    done = subprocess.run(
        [sys.executable, "-m", "likvard.cli", "organisations", "import", "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "usage: likvard organisations import" in done.stdout
    assert "Exit codes: 0" in done.stdout
    assert "--settings" not in done.stdout
