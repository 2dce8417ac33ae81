"""Fetching over a real connection on this machine: pages, faults, resuming, changes, and what is never written."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from likvard.intake import kolada_fetching, pxweb_fetching, rows_files
from likvard.intake.asking import Asker, RefusedError
from likvard.intake.opening import Opened
from likvard.intake.people import People, read_number
from likvard.intake.reader import Options
from likvard.intake.registry import read, read_path
from likvard.intake.skolverket import fetching
from likvard.intake.ss12000.syncing import sync
from tests.intake import replay
from tests.intake.statistics_files import SALSA, STATISTICS
from tests.intake.test_pupils import BOY, GIRL, HIDDEN, ORGANISATIONS, P1, P2, attendance, grade, person
from tests.intake.test_statistics import CUBE, KOLADA_3

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 8, tzinfo=UTC)
CODES = ["74174879", "55512387", "80509560"]


@pytest.fixture
def server() -> Iterator[replay.Replay]:
    with replay.running() as found:
        yield found


def _asker(server: replay.Replay, pauses: list[float] | None = None, **options) -> Asker:
    return Asker(server.base, sleep=(pauses if pauses is not None else []).append, **options)


def _schools(path: str, parameters: dict[str, str], body: object) -> object:
    if path == "/v4/school-units":
        page = int(parameters["page"])
        unit = {"code": CODES[page], "name": "Skola", "geographicalAreaCode": "0138", "typeOfSchooling": [],
                "contactInfo": {"email": "rektor@skola.example"}}  # fmt: skip
        inner = {"_embedded": {"listedSchoolUnits": [unit]}, "page": {"number": page, "totalPages": 3,
                 "totalElements": 3}, "_links": {"next": {"href": "http://elsewhere.example/v3/x"}}}  # fmt: skip
        return {"status": "OK", "message": "Success", "body": inner}
    if path == "/v4/statistics/all-schools/salsa":
        return {"status": "OK", "body": SALSA}
    code = path.split("/")[3]
    return None if code == CODES[2] else {**STATISTICS["body"], "schoolUnit": code}


def test_a_whole_run_and_what_is_written(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = _schools
    out = tmp_path / "gr.jsonl"
    seen: list[tuple[int, int]] = []
    with _asker(server, accept=fetching.ACCEPT) as asker:
        path, log = fetching.fetch(asker, out, today=DAY, progress=lambda *at: seen.append(at))
    assert seen[-1] == (4, 4)
    assert server.headers[0]["Accept"] == fetching.ACCEPT
    assert [(e.severity, e.code) for e in log] == [("note", "not_found")]
    reading = read_path(path)
    assert reading.tables["units"]["school_unit_code"].to_pylist() == CODES
    codes = set(reading.tables["observations"]["school_unit_code"].to_pylist())
    assert codes == set(CODES[:2])
    assert "salsa_merit_actual" in reading.tables["observations"]["measure"].to_pylist()
    assert "rektor@" not in path.read_text(encoding="utf-8")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["gr.jsonl"]


def test_busy_and_broken_answers_are_asked_again(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = _schools
    server.faults["/v4/school-units"] = [(429, 7), "html"]
    server.faults[f"/v4/school-units/{CODES[0]}/statistics/gr"] = ["cut", 503, (429, 99999)]
    pauses: list[float] = []
    with _asker(server, pauses) as asker:
        path, _ = fetching.fetch(asker, tmp_path / "x.jsonl", today=DAY)
    assert pauses == [7.0, 2.0, 1.0, 2.0, 60.0]
    assert read_path(path).rows > 0


def test_a_broken_run_goes_on_where_it_ended(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = _schools
    server.faults[f"/v4/school-units/{CODES[1]}/statistics/gr"] = [500] * 6
    out = tmp_path / "x.jsonl"
    with _asker(server) as asker, pytest.raises(RefusedError, match="answered 500"):
        fetching.fetch(asker, out, today=DAY)
    assert not out.exists()
    part = tmp_path / "x.jsonl.part"
    part.write_bytes(part.read_bytes() + b'{"url": "http')  # a machine that stopped in the middle of a line
    server.asked.clear()
    with _asker(server) as asker:
        path, _ = fetching.fetch(asker, out, today=DAY + timedelta(days=2))
    assert f"/v4/school-units/{CODES[0]}/statistics/gr" not in server.asked
    assert "/v4/school-units" not in server.asked
    assert set(read_path(path).tables["observations"]["school_unit_code"].to_pylist()) == set(CODES[:2])
    assert not part.exists()


def test_another_run_or_an_old_one_is_begun_anew(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = _schools
    server.faults[f"/v4/school-units/{CODES[1]}/statistics/gr"] = [400, 400]
    out = tmp_path / "x.jsonl"
    for _ in range(2):
        with _asker(server) as asker, pytest.raises(RefusedError):
            fetching.fetch(asker, out, today=DAY)
    server.asked.clear()
    with _asker(server) as asker:
        fetching.fetch(asker, out, today=DAY + timedelta(days=30))
    assert server.asked.count("/v4/school-units") == 3


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"number": 0, "totalPages": 3, "totalElements": 3}, "leads astray"),
        ({}, "without page numbers"),
        (None, "without page numbers"),
    ],
)
def test_pages_that_are_not_what_was_asked_for(server: replay.Replay, tmp_path: Path, page, reason: str) -> None:
    server.answer = lambda path, parameters, body: {
        "_embedded": {"listedSchoolUnits": [{"code": CODES[0]}]},
        "page": page,
    }
    with _asker(server) as asker, pytest.raises(RefusedError, match=reason):
        fetching.fetch(asker, tmp_path / "x.jsonl", today=DAY)


def test_a_filter_that_is_ignored_is_noticed(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = _schools
    with _asker(server) as asker, pytest.raises(RefusedError, match="filter"):
        fetching.fetch(asker, tmp_path / "x.jsonl", today=DAY, municipality="0180")


def test_a_list_that_is_too_short_is_told(server: replay.Replay, tmp_path: Path) -> None:
    def short(path, parameters, body):
        answer = _schools(path, parameters, body)
        if path == "/v4/school-units":
            answer["body"]["page"] |= {"totalElements": 40}
        return answer

    server.answer = short
    with _asker(server) as asker:
        _, log = fetching.fetch(asker, tmp_path / "x.jsonl", today=DAY)
    assert ("truncated", "3 of 40") in {(e.code, e.value) for e in log}


def test_kolada_page_by_page(server: replay.Replay, tmp_path: Path) -> None:
    def kolada(path, parameters, body):
        if path.startswith("/kpi/"):
            return {"values": [{"id": "N15428", "title": "Behöriga", "is_divided_by_gender": 1}], "count": 1}
        half = KOLADA_3["values"]
        if parameters.get("page") == "2":
            return {"values": half[1:], "count": 3, "next_url": None, "previous_url": "x"}
        return {"values": half[:1], "count": 3, "next_url": f"{server.base}{path}?page=2"}

    server.answer = kolada
    with _asker(server) as asker:
        path, _ = kolada_fetching.fetch(
            asker, tmp_path / "k.jsonl", today=DAY, key_figures=["N15428"], places=["0138"], years=[2020, 2021]
        )
    assert server.asked[0] == "/data/kpi/N15428/municipality/0138/year/2020,2021"
    reading = read_path(path)
    assert reading.tables["observations"].num_rows == 5
    assert reading.tables["measures"]["title"].to_pylist() == ["Behöriga"]


@pytest.mark.parametrize("following", ["http://other.example/data?page=2", "/data/kpi/N15428"])
def test_next_pages_that_lead_astray(server: replay.Replay, tmp_path: Path, following: str) -> None:
    server.answer = lambda path, parameters, body: {"values": [], "next_url": following}
    with _asker(server) as asker, pytest.raises(RefusedError, match="astray"):
        kolada_fetching.fetch(asker, tmp_path / "k.jsonl", today=DAY, key_figures=["N15428"])


def test_an_answer_that_was_cut_is_noticed(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = lambda path, parameters, body: {"values": [], "count": 5000}
    with _asker(server) as asker, pytest.raises(RefusedError, match="cut"):
        kolada_fetching.fetch(asker, tmp_path / "k.jsonl", today=DAY, key_figures=["N15428"])


@pytest.mark.parametrize("version", [1, 2])
def test_a_table_of_pxweb(server: replay.Replay, tmp_path: Path, version: int) -> None:
    asked = []
    server.answer = lambda path, parameters, body: asked.append((path, parameters, body)) or CUBE
    table = "TAB638" if version == 2 else "START/UF/Elever"
    with _asker(server) as asker:
        path, _ = pxweb_fetching.fetch(
            asker, tmp_path / "t.json", today=DAY, table=table, selection={"Region": ["0138", "00"], "Tid": ["*"]},
            version=version,
        )  # fmt: skip
    assert read_path(path).tables["observations"].num_rows == 8
    if version == 2:
        assert asked[0][:2] == ("/tables/TAB638/data", {
            "lang": "sv", "outputFormat": "json-stat2", "valueCodes[Region]": "0138,00", "valueCodes[Tid]": "*"})  # fmt: skip  # noqa: E501 - the shape of the question
    else:
        assert asked[0][2]["query"][1] == {"code": "Tid", "selection": {"filter": "all", "values": ["*"]}}


def test_an_answer_that_is_no_table_leaves_nothing(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = lambda path, parameters, body: {"error": "too many cells"}
    with _asker(server) as asker, pytest.raises(RefusedError, match="else than a table"):
        pxweb_fetching.fetch(asker, tmp_path / "t.json", today=DAY, table="X", selection={})
    assert list(tmp_path.iterdir()) == []


def test_a_token_goes_over_https_only_and_no_redirect_is_followed(server: replay.Replay) -> None:
    with pytest.raises(ValueError, match="https"):
        Asker("http://register.example", token="secret")
    with pytest.raises(ValueError, match="https"):
        Asker("file:///etc/passwd")
    server.faults["/x"] = [302]
    with _asker(server, token="secret") as asker, pytest.raises(RefusedError):
        asker.ask("/x")
    assert server.headers[0]["Authorization"] == "Bearer secret"
    assert len(server.asked) == 1


# --- the student register


class Register:
    """A student register that pages by token and knows what changed."""

    def __init__(self) -> None:
        self.persons = [person(P1, GIRL), person(P2, BOY)]
        self.grades = [grade("g1", P1), grade("g2", P2, "A")]
        self.deleted: dict[str, list[str]] = {}
        self.size = 1

    def __call__(self, path: str, parameters: dict[str, str], body: object) -> object:
        assert "pageToken" not in parameters or set(parameters) == {"pageToken", "limit"}
        if path == "/deletedEntities":
            return {"data": self.deleted, "pageToken": None}
        rows = {"/organisations": ORGANISATIONS["data"], "/persons": self.persons, "/grades": self.grades,
                "/absences": [], "/aggregatedAttendance": [attendance(P1)]}.get(path)  # fmt: skip
        if rows is None:
            return None
        start = int(parameters.get("pageToken") or 0)
        end = start + self.size
        return {"data": rows[start:end], "pageToken": str(end) if end < len(rows) else None}


def _persons(copy) -> set[str]:
    return {row["person"] for table in copy.tables().values() if "person" in table.column_names
            for row in table.to_pylist()}  # fmt: skip


def _kept(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file())


def test_a_register_is_followed_by_its_changes(server: replay.Replay, tmp_path: Path) -> None:
    register = server.answer = Register()
    people = People(b"k" * 32)
    girl, boy = people.pseudonym(read_number(GIRL)), people.pseudonym(read_number(BOY))
    with _asker(server, token="secret") as asker:
        copy, _ = sync(asker, tmp_path, people=people, now=NOW, attendance=(date(2026, 1, 1), date(2026, 1, 31)))
    assert _persons(copy) == {girl, boy}
    assert copy.tables()["attendance"]["attended_minutes"].to_pylist() == [4000]
    for personal in (GIRL, BOY, "Pelle", "Sträng", P1, P2, "x.example", "secret"):
        assert personal not in _kept(tmp_path)
    # The next run asks for what changed; the girl's grade is raised, the boy's is deleted.
    register.persons, register.grades = [], [grade("g1", P1, "B")]
    register.deleted = {"grades": ["g2"]}
    server.parameters.clear()
    with _asker(server) as asker:
        copy, log = sync(asker, tmp_path, people=people, now=NOW + timedelta(days=1))
    assert server.parameters[0]["meta.modified.after"] == (NOW - timedelta(minutes=10)).isoformat()
    assert [(r["person"], r["grade"]) for r in copy.tables()["pupil_grades"].to_pylist()] == [(girl, "B")]
    assert copy.tables()["enrolments"].num_rows == 2
    assert [(e.column, e.code) for e in log] == [("grades", "deleted")]
    # A person who is deleted takes every row along.
    register.grades, register.deleted = [], {"persons": [P1.upper()]}
    with _asker(server) as asker:
        copy, _ = sync(asker, tmp_path, people=people, now=NOW + timedelta(days=2))
    assert _persons(copy) == {boy}


def test_a_pupil_who_becomes_protected_disappears_from_the_copy(server: replay.Replay, tmp_path: Path) -> None:
    register = server.answer = Register()
    people = People(b"k" * 32)
    with _asker(server) as asker:
        sync(asker, tmp_path, people=people, now=NOW, attendance=(date(2026, 1, 1), date(2026, 1, 31)))
    register.persons, register.grades = [person(P1, GIRL, "Skyddad folkbokföring")], []
    with _asker(server) as asker:
        copy, log = sync(asker, tmp_path, people=people, now=NOW + timedelta(days=1))
    assert _persons(copy) == {people.pseudonym(read_number(BOY))}
    assert people.pseudonym(read_number(GIRL)) not in _kept(tmp_path)
    assert [(e.row, e.code, e.value) for e in log] == [(0, "protected_left_out", "")]


def test_a_broken_run_of_the_register_goes_on_from_the_last_page(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = Register()
    people = People(b"k" * 32)
    server.faults["/grades"] = [None, *[500] * 6]
    with _asker(server) as asker, pytest.raises(RefusedError):
        sync(asker, tmp_path, people=people, now=NOW)
    assert not (tmp_path / "state.json").exists()
    for personal in (GIRL, "Pelle", P1):
        assert personal not in _kept(tmp_path)
    server.asked.clear()
    with _asker(server) as asker:
        copy, _ = sync(asker, tmp_path, people=people, now=NOW)
    assert "/persons" not in server.asked[:1]
    assert server.asked.count("/grades") == 1
    assert copy.tables()["pupil_grades"].num_rows == 2


@pytest.mark.parametrize("answer", [{"error": 1}, {"data": [], "pageToken": "same"}])
def test_answers_that_are_none_or_never_end(server: replay.Replay, tmp_path: Path, answer: dict) -> None:
    server.answer = lambda path, parameters, body: answer
    with _asker(server) as asker, pytest.raises(RefusedError):
        sync(asker, tmp_path, people=People(b"k" * 32), now=NOW)


def test_the_copy_becomes_a_file_that_is_read_again(server: replay.Replay, tmp_path: Path) -> None:
    server.answer = Register()
    people = People(b"k" * 32)
    with _asker(server) as asker:
        copy, _ = sync(asker, tmp_path / "copy", people=people, now=NOW)
    out = tmp_path / "rows.jsonl"
    rows_files.write(copy.tables(), "SS 12000", out)
    assert out.stat().st_mode & 0o077 == 0
    reading = read(Opened.from_path(out), Options(people=people))
    assert (
        reading.tables["pupil_grades"].drop_columns(["row"]).equals(copy.tables()["pupil_grades"].drop_columns(["row"]))
    )
    assert json.loads(out.read_text().splitlines()[0]) == {"likvard-rows": "1", "title": "SS 12000"}
    assert HIDDEN not in out.read_text()
