"""The interface over a real connection on this machine: whole runs, faults, resuming, and what never comes through."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from likvard.intake.school_unit_register import Client, RefusedError, Register
from tests.intake import register_server

DAY = date(2026, 11, 18)
WHOLE = ["55512387", "74174879", "80509560"]


@pytest.fixture
def server() -> Iterator[register_server.Register]:
    with register_server.running() as register:
        yield register


def _run(server: register_server.Register, folder: Path, **options) -> tuple[Register, list[float]]:
    pauses: list[float] = []
    with Client(server.base, sleep=pauses.append) as client:
        register, _ = client.fetch(folder, valid_on=DAY, **options)
    return register, pauses


def test_a_whole_run(server: register_server.Register, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    register, pauses = _run(server, tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert [unit.school_unit_code for unit in register.units] == WHOLE
    unit = register.units[1]
    assert (unit.name, unit.organisation_number, unit.municipality_code) == ("Njupkärrs skola", "2120000092", "0138")
    assert unit.school_forms == ("compulsory", "preschool_class", "school_age_educare")
    assert unit.school_years == ("F", "1", "2", "3")
    assert register.units[2].status == "VILANDE"
    assert [(o.name, o.kind) for o in register.organisers] == [
        ("Tyresö kommun", "municipality"),
        ("Region Stockholm", "region"),
        ("Kompassrosens Friskola AB", "independent"),
    ]
    assert register.organisers[0].school_forms == ("compulsory", "preschool_class", "school_age_educare")
    assert register.organisers[0].municipality_code == "0138"
    assert register.complete
    assert pauses == []
    assert seen[-1] == (4, 4)
    assert list(tmp_path.iterdir()) == []


def test_units_that_have_ended_come_when_asked_for(server: register_server.Register, tmp_path: Path) -> None:
    register, _ = _run(server, tmp_path, ended=True)
    (ended,) = [unit for unit in register.units if unit.status == "UPPHORT"]
    assert ended.ends == date(2020, 6, 30)


def test_nothing_personal_is_kept(server: register_server.Register, tmp_path: Path) -> None:
    server.faults["/v2/school-units/80509560"] = [500] * 9
    with pytest.raises(RefusedError):
        _run(server, tmp_path)
    kept = (tmp_path / "checkpoint.jsonl").read_text(encoding="utf-8")
    assert "Njupkärrs skola" in kept
    del server.faults["/v2/school-units/80509560"]
    register, _ = _run(server, tmp_path)
    for personal in register_server.PERSONAL:
        assert personal not in kept
        assert personal not in repr(register)


def test_busy_and_broken_answers_are_asked_again(server: register_server.Register, tmp_path: Path) -> None:
    server.faults["/v2/organizers"] = [503, "html"]
    server.faults["/v2/school-units"] = [(429, 7)]
    server.faults["/v2/school-units/74174879"] = ["cut", 500]
    register, pauses = _run(server, tmp_path)
    assert [unit.school_unit_code for unit in register.units] == WHOLE
    assert sorted(pauses) == [1.0, 1.0, 2.0, 2.0, 7.0]


def test_a_pause_that_is_asked_for_has_a_limit(server: register_server.Register, tmp_path: Path) -> None:
    server.faults["/v2/organizers"] = [(429, 99999), (503, "Wed, 21 Oct 2015 07:28:00 GMT"), (503, "soon")]
    _, pauses = _run(server, tmp_path)
    assert pauses == [60.0, 2.0, 4.0]


def test_a_wrong_question_is_not_asked_again(server: register_server.Register, tmp_path: Path) -> None:
    server.faults["/v2/organizers"] = [400]
    with pytest.raises(RefusedError, match="answered 400"):
        _run(server, tmp_path)
    assert server.asked == ["/v2/organizers"]


def test_a_broken_run_goes_on_where_it_ended(server: register_server.Register, tmp_path: Path) -> None:
    server.faults["/v2/school-units/80509560"] = [500] * 6
    with pytest.raises(RefusedError, match="answered 500"):
        _run(server, tmp_path)
    file = tmp_path / "checkpoint.jsonl"
    file.write_bytes(file.read_bytes() + b'{"code": "5551')  # a machine that stopped in the middle of a line
    server.asked.clear()
    with Client(server.base) as client:
        register, _ = client.fetch(tmp_path, valid_on=DAY + timedelta(days=2))
    assert register.valid_on == DAY
    assert [unit.school_unit_code for unit in register.units] == WHOLE
    assert "/v2/school-units/74174879" not in server.asked
    assert "/v2/school-units/80509560" in server.asked
    assert not file.exists()


@pytest.mark.parametrize("old", [{"run": "another", "begun": "2026-11-18"}, {"begun": "2026-11-18"}, {}, []])
def test_another_run_does_not_go_on_with_old_answers(server: register_server.Register, tmp_path: Path, old) -> None:
    (tmp_path / "checkpoint.jsonl").write_text(json.dumps(old) + "\n")
    register, _ = _run(server, tmp_path)
    assert [unit.school_unit_code for unit in register.units] == WHOLE


def test_a_run_of_last_month_is_begun_anew(server: register_server.Register, tmp_path: Path) -> None:
    server.faults["/v2/school-units/80509560"] = [500] * 6
    with pytest.raises(RefusedError):
        _run(server, tmp_path)
    server.asked.clear()
    later = DAY + timedelta(days=30)
    with Client(server.base) as client:
        register, _ = client.fetch(tmp_path, valid_on=later)
    assert register.valid_on == later
    assert "/v2/school-units/74174879" in server.asked


def test_what_has_changed_since_a_day(server: register_server.Register, tmp_path: Path) -> None:
    register, _ = _run(server, tmp_path, modified_after=date(2026, 9, 1))
    assert not register.complete
    assert {"meta_modified_after": ["2026-09-01"]} in server.parameters


def test_pages_are_followed(server: register_server.Register, tmp_path: Path) -> None:
    server.pages = True
    register, _ = _run(server, tmp_path)
    assert [unit.school_unit_code for unit in register.units] == WHOLE


@pytest.mark.parametrize("astray", ["/v2/school-units", "http://other.invalid/v2/page2"])
def test_pages_that_lead_astray_are_refused(server: register_server.Register, tmp_path: Path, astray: str) -> None:
    server.pages, server.astray = True, astray
    with pytest.raises(RefusedError, match="astray"):
        _run(server, tmp_path)


def test_a_unit_that_is_gone_is_told(server: register_server.Register, tmp_path: Path) -> None:
    server.faults["/v2/school-units/74174879"] = [404]
    with Client(server.base) as client:
        register, log = client.fetch(tmp_path, valid_on=DAY)
    assert [unit.school_unit_code for unit in register.units] == ["55512387", "80509560"]
    assert [(entry.source, entry.code) for entry in log] == [("school-units/74174879", "not_found")]


def test_an_answer_of_another_shape_is_an_error(server: register_server.Register, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(register_server, "detail", lambda code: {"data": []})
    with Client(server.base) as client:
        register, log = client.fetch(tmp_path, valid_on=DAY)
    assert register.units == ()
    assert not register.complete
    assert {entry.code for entry in log} == {"bad_answer"}
