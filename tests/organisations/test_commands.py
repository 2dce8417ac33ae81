"""The command: the register that ships, folders of both makes, and what it says when it cannot."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from likvard.organisations.models import Organisation, SchoolUnit

pytestmark = pytest.mark.django_db

SHEET = """HUVUDMANNATYP,ORGANISATIONSNR,KOMMUN,SKOLENHETSKOD,NAMN,HUVUDMANS NAMN
Kommunal,2120000092,0138,74174879,Njupkärrs skola,TYRESÖ KOMMUN
Kommunal,2120000092,0138,1,Utan kod,TYRESÖ KOMMUN
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "grundskola.csv").write_text(SHEET, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_register", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_folder_of_sheets_in_words_and_as_json(folder: Path) -> None:
    told = run(folder, "--valid-on", "2020-10-15")
    assert "Organisers: 1. School units: 1." in told
    assert "1 new school units" in told
    assert "grundskola.csv line 3 SKOLENHETSKOD: 1 Not a school unit code" in told
    assert SchoolUnit.objects.get().name == "Njupkärrs skola"
    log = folder / "log.json"
    plain = json.loads(run(folder, "--valid-on", "2020-10-15", "--json", "--log", log))
    assert (plain["changed"], plain["units"], plain["errors"]) == (False, 1, 1)
    assert {entry["code"] for entry in json.loads(log.read_text(encoding="utf-8"))} == {"no_code", "unknown_organiser"}


def test_nothing_new_is_said(folder: Path) -> None:
    run(folder, "--valid-on", "2020-10-15")
    assert "Everything was known already." in run(folder, "--valid-on", "2020-10-16")


def test_a_start_imports_only_once(folder: Path) -> None:
    assert "School units: 1." in run(folder, "--valid-on", "2020-10-15", "--if-empty")
    assert run(folder, "--valid-on", "2021-10-15", "--if-empty") == ""


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({}, [], "holds no sheet"),
        ({"grundskola.csv": SHEET}, None, "Say which day"),
        ({"grundskola.csv.gz": "not gzip"}, [], "cannot be read"),
        ({"units.csv.gz": "x", "about.csv": "x"}, [], "cannot be read"),
    ],
)
def test_a_folder_that_cannot_be_read(tmp_path: Path, files, arguments, said) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    days = ["--valid-on", "2020-10-15"] if arguments is not None else []
    with pytest.raises(CommandError, match=said):
        run(tmp_path, *days)
    assert not Organisation.objects.exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        run(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="is no date"):
        run(tmp_path, "--valid-on", "igår")


def test_a_register_with_a_hole_is_refused_in_words(folder: Path) -> None:
    sheet = folder / "grundskola.csv"
    rows = [f"Kommunal,2120000092,0138,7417487{n},Skola {n},TYRESÖ KOMMUN" for n in range(9)]
    sheet.write_text(SHEET.splitlines()[0] + "\n" + "\n".join(rows), encoding="utf-8")
    run(folder, "--valid-on", "2020-10-15")
    sheet.write_text(SHEET.splitlines()[0] + "\n" + "\n".join(rows[:3]), encoding="utf-8")
    with pytest.raises(CommandError, match="6 of 9 known units are missing"):
        run(folder, "--valid-on", "2024-10-15")
    assert SchoolUnit.objects.filter(status="AKTIV").count() == 9
