"""Importing: once, again, changed; nothing half; whose data; who must be in no table."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from likvard.datasets import places
from likvard.datasets.actions import clear_waiting, import_dataset, importing, let_wait
from likvard.datasets.models import Dataset, DatasetVersion, ProtectedPerson, WaitingFile
from likvard.datasets.queries import people_table, visible_to
from likvard.intake.opening import RefusedFileError
from likvard.intake.own import Mapping
from likvard.intake.people import People, read_number
from likvard.ledger.models import Event
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.intake.statistics_files import GRADES, lines, with_part, workbook
from tests.intake.test_pupils import BOY, GIRL, ORGANISATIONS, P1, _file, _pupil, person

pytestmark = pytest.mark.django_db
OWN = [{"lasar": "2025-2026", "arskurs": 6, "niva": "kommun", "kon": "Alla", "antal": 30}]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings) -> None:
    settings.DATA_DIR = tmp_path


def _import(content: bytes, holder=None, name: str = "fil.csv", **options):
    return import_dataset(content=content, name=name, holder=holder, by=None, at=NOW, **options)


def _grants(user):
    from likvard.access.queries import grants_of  # noqa: PLC0415 - the only test module that needs it so

    return grants_of(user, TODAY)


def _folders() -> set[str]:
    return {path.name for path in (places.root() / "versions").glob("*")}


def test_a_file_becomes_a_version_with_everything_about_it() -> None:
    imported = _import(GRADES.encode(), name="../../slutbetyg.csv")
    version = imported.version
    assert imported.new
    assert (version.number, version.file_name, version.tables) == (1, "slutbetyg.csv", {"observations": 12})
    assert (version.periods, version.counts) == (["2024/25"], {"error": 0, "warning": 0, "note": 1})
    assert (version.dataset.publisher, version.dataset.licence, version.dataset.holder) == (
        "Skolverket", "official-statistics", None,
    )  # fmt: skip
    assert len(version.notes) == 1
    assert len(version.checksum) == 64
    table = pq.read_table(places.version_folder(version.id) / "observations.parquet")
    assert table.num_rows == 12
    (event,) = Event.objects.filter(action="dataset_imported").order_by("number")
    assert event.subject_id == str(version.id)


def test_the_same_file_again_changes_nothing() -> None:
    first = _import(GRADES.encode())
    again = _import(GRADES.encode(), name="annat namn.csv")
    assert (again.new, again.version) == (False, first.version)
    assert DatasetVersion.objects.count() == 1
    assert Event.objects.filter(action="dataset_imported").count() == 1
    changed = _import(GRADES.replace("240,0", "241,0").encode())
    assert (changed.version.number, changed.version.dataset) == (2, first.version.dataset)


@pytest.mark.parametrize("place", ["_write", "_keep", "record", "_remove_people"])
def test_half_an_import_leaves_nothing(monkeypatch, place: str) -> None:
    kept = _import(GRADES.encode()).version

    def broken(*args, **options):
        raise OSError("the disk is full")

    monkeypatch.setattr(importing, place, broken)
    with pytest.raises(OSError, match="full"):
        _import(GRADES.replace("240,0", "241,0").encode())
    monkeypatch.undo()
    assert list(DatasetVersion.objects.order_by("id")) == [kept]
    assert _folders() == {str(kept.id)}
    assert list((places.root() / "incoming").iterdir()) == []


def test_what_a_killed_import_left_behind_is_taken_away_by_the_next() -> None:
    stray = places.root() / "versions" / "11111111-1111-1111-1111-111111111111"
    stray.mkdir(parents=True)
    (stray / "observations.parquet").write_bytes(b"half")
    version = _import(GRADES.encode()).version
    assert _folders() == {str(version.id)}


def test_a_refused_file_leaves_nothing() -> None:
    book = workbook(("T", [line.split(";") for line in GRADES.splitlines()]))
    for content, code in (
        (with_part(book, "xl/pivotCache/pivotCacheRecords1.xml", b"x"), "pivot_cache"),
        (GRADES.encode() + f"\nElev;{GIRL}\n".encode(), "personal_numbers"),
        (b"a;b\n1;2\n", "unknown"),
        (lines(OWN), "needs_holder"),
        (_file(_pupil(GIRL)), "needs_holder"),
    ):
        with pytest.raises(RefusedFileError) as error:
            _import(content)
        assert error.value.code == code
    assert DatasetVersion.objects.count() == 0
    assert not (places.root() / "versions").exists()


def test_own_data_belong_to_their_organiser_and_open_data_to_nobody() -> None:
    ours, theirs = an_organiser("Tranvik"), an_organiser("Granby")
    open_data = _import(GRADES.encode(), ours).version.dataset
    own = _import(lines(OWN), ours).version.dataset
    pupils = _import(_file(_pupil(GIRL)), ours, year=2026).version.dataset
    assert (open_data.holder, own.holder, pupils.holder, pupils.people) == (None, ours, ours, True)
    editor, board = a_user(Role.EDITOR, ours), a_user(Role.BOARD_READER, ours)
    principal = a_user(Role.PRINCIPAL, ours, [a_unit(ours, "Skolan")])
    neighbour, owner = a_user(Role.DIRECTOR, theirs), a_user(Role.SYSTEM_OWNER)
    assert set(visible_to(_grants(editor))) == {open_data, own, pupils}
    assert set(visible_to(_grants(board))) == {open_data, own}
    for person_ in (principal, neighbour, owner):
        assert set(visible_to(_grants(person_))) == {open_data}
    version = pupils.versions.get()
    assert people_table(version, "pupil_grades", grants=_grants(editor)).is_file()
    for person_ in (board, principal, neighbour, owner):
        with pytest.raises(PermissionError):
            people_table(version, "pupil_grades", grants=_grants(person_))


def test_names_and_numbers_are_in_no_file_and_no_row() -> None:
    holder = an_organiser("Tranvik")
    _import(_file(_pupil(GIRL), _pupil("123", given="Ovanlig")), holder)
    content = b"".join(path.read_bytes() for path in places.root().rglob("*") if path.is_file())
    rows = json.dumps([[v.log, v.notes, v.tables, v.file_name] for v in DatasetVersion.objects.order_by("id")])
    events = json.dumps([[e.after, e.before, e.reason] for e in Event.objects.order_by("number")])
    for personal in (GIRL, "Pelle", "Sträng", "Ovanlig"):
        assert personal.encode() not in content
        assert personal not in rows + events
    for path in places.root().rglob("*.parquet"):
        assert path.stat().st_mode & 0o077 == 0
        assert personal not in str(pq.read_table(path).to_pylist())


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    key = places.pseudonym_key()
    assert (len(key), places.pseudonym_key()) == (32, key)
    assert (tmp_path / "pseudonym-key").stat().st_mode & 0o077 == 0


def test_a_pupil_who_becomes_protected_leaves_every_earlier_table() -> None:
    holder = an_organiser("Tranvik")
    grades = _import(_file(_pupil(GIRL), _pupil(BOY)), holder, year=2026).version
    people = People(places.pseudonym_key())
    girl, boy = people.pseudonym(read_number(GIRL)), people.pseudonym(read_number(BOY))
    path = places.version_folder(grades.id) / "pupil_grades.parquet"
    assert set(pq.read_table(path)["person"].to_pylist()) == {girl, boy}
    register = lines(ORGANISATIONS, [person(P1, GIRL, "Sekretessmarkering"), person("x", BOY)])
    _import(register, holder, name="register.jsonl")
    assert set(pq.read_table(path)["person"].to_pylist()) == {boy}
    grades.refresh_from_db()
    assert grades.tables == {"pupil_grades": 22}
    assert ProtectedPerson.objects.count() == 2
    # … and the next file of grades, which carries no marking, has no row of hers.
    later = _import(_file(_pupil(GIRL), _pupil(BOY, Ma="A")), holder, year=2026).version
    table = pq.read_table(places.version_folder(later.id) / "pupil_grades.parquet")
    assert set(table["person"].to_pylist()) == {boy}
    for code in ProtectedPerson.objects.order_by("code").values_list("code", flat=True):
        assert code not in (girl, GIRL)


def test_a_mapped_table_finds_its_schools_by_name() -> None:
    holder = an_organiser("Tranvik")
    unit = a_unit(holder, "Tranviksskolan")
    mapping = Mapping("staff", {"Skola": "school_unit", "Tjänster": "posts"}, {"period": "2025/26"})
    content = b"Skola;Tj\xc3\xa4nster\nTranviksskolan;12,5\nOkand;3\n"
    version = _import(content, holder, mapping=mapping).version
    table = pq.read_table(places.version_folder(version.id) / "own_staff.parquet")
    assert table["school_unit_code"].to_pylist() == [unit.school_unit_code]
    assert Mapping.from_json(version.mapping) == mapping
    assert _import(content, holder, mapping=mapping).new is False


def test_a_table_waits_for_its_mapping_no_longer_than_a_day() -> None:
    holder = an_organiser("Tranvik")
    waiting = let_wait(content=b"Skola;Antal\nA;1\n", name="x.csv", holder=holder, people=False, by=None, at=NOW)
    path = places.waiting_path(waiting.id)
    assert path.stat().st_mode & 0o077 == 0
    for content, people in ((b"", False), (f"Skola;Pnr\nA;{GIRL}\n".encode(), False), (b"{}", True)):
        with pytest.raises(RefusedFileError):
            let_wait(content=content, name="x", holder=holder, people=people, by=None, at=NOW)
    from datetime import timedelta  # noqa: PLC0415 - used here alone

    clear_waiting(at=NOW + timedelta(hours=23))
    assert WaitingFile.objects.count() == 1
    clear_waiting(at=NOW + timedelta(hours=25))
    assert WaitingFile.objects.count() == 0
    assert not path.exists()


def test_the_command_tells_of_every_file(tmp_path: Path, capsys) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_bytes(GRADES.encode())
    (folder / "b.csv").write_bytes(b"a;b\n1;2\n")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_dataset", str(folder), "--json", "--publish", "--log", str(tmp_path / "log.json"))
    assert stopped.value.code == 2
    told = json.loads(capsys.readouterr().out)
    assert [(one["file"], one["state"]) for one in told["files"]] == [("a.csv", "new"), ("b.csv", "refused")]
    assert (told["rows"], told["refused"]) == (12, 1)
    assert told["published"]["figures"] > 12
    assert json.loads((tmp_path / "log.json").read_text())["a.csv"][0]["code"] == "footnote"
    call_command("import_dataset", str(folder / "a.csv"), "--json")
    assert json.loads(capsys.readouterr().out)["files"][0]["state"] == "known"
    assert Dataset.objects.count() == 1
