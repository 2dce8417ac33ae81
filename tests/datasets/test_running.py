"""Work that is asked for in a page and done by the worker: whatever happens, it is said, and nothing is done twice."""

import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest

from likvard.access.queries import grants_of
from likvard.datasets import places
from likvard.datasets.actions import (
    ask_again,
    ask_for_import,
    ask_for_import_of,
    ask_for_publication,
    clear_runs,
    let_wait,
    publishing,
    running,
    work_off,
)
from likvard.datasets.models import DatasetVersion, Publication, Run, WaitingFile
from likvard.datasets.queries import runs_to_show, runs_visible_to, stage_of, step_of
from likvard.datasets.steps import IMPORT, PUBLISH
from likvard.intake.opening import RefusedFileError
from likvard.intake.own import Mapping
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_user, an_organiser
from tests.intake.statistics_files import GRADES, with_part, workbook
from tests.intake.test_pupils import GIRL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("likvard.datasets.store.extract_folder", lambda: tmp_path / "none")


def _ask(content: bytes = GRADES.encode(), name: str = "fil.csv", *, people=False, at=NOW, holder=None, by=None):
    return ask_for_import(content=content, name=name, holder=holder, people=people, year=None, by=by, at=at)


def _work(run: Run, *, at=NOW, **options) -> Run:
    work_off(run_id=run.id, clock=lambda: at, **options)
    run.refresh_from_db()
    return run


def _files() -> list[str]:
    return sorted(path.name for path in (places.root() / "waiting").glob("*"))


def test_a_file_is_imported_once_however_often_it_is_asked_for() -> None:
    first, second = _ask(), _ask(name="annat namn.csv", at=NOW + timedelta(seconds=1))
    assert first == second
    assert _files() == [str(first.id)]
    assert stage_of(first, at=NOW) == "waiting"
    done = _work(first)
    assert (done.state, done.new, done.version, done.finished_at) == ("done", True, DatasetVersion.objects.get(), NOW)
    _work(first)
    assert (DatasetVersion.objects.count(), _files()) == (1, [])
    third = _work(_ask())
    assert (third.state, third.new, third.version) == ("done", False, done.version)


def test_the_steps_are_told_in_their_order(monkeypatch) -> None:
    told: list[tuple[str, tuple[int, int]]] = []
    plain = running._tell

    def noted(run):
        tell = plain(run)

        def both(step):
            tell(step)
            told.append((Run.objects.get(id=run.id).step, step_of(run)))

        return both

    monkeypatch.setattr(running, "_tell", noted)
    _work(_ask())
    assert told == [(step, (at, 4)) for at, step in enumerate(IMPORT)]
    told.clear()
    _work(ask_for_publication(by=None, at=NOW))
    assert told == [(step, (at, 3)) for at, step in enumerate(PUBLISH)]


def test_what_is_refused_says_why_and_is_not_kept() -> None:
    run = _work(_ask(f"Skola;Pnr\nA;{GIRL}\n".encode(), holder=an_organiser("Tranvik")))
    assert (run.state, run.code) == ("refused", "personal_numbers")
    assert GIRL not in f"{run.detail}{run.name}"
    book = workbook(("T", [line.split(";") for line in GRADES.splitlines()]))
    with pytest.raises(RefusedFileError):
        _ask(with_part(book, "xl/pivotCache/pivotCacheRecords1.xml", b"x"), "x.xlsx")
    assert (_files(), DatasetVersion.objects.count(), WaitingFile.objects.count()) == ([], 0, 0)


def test_an_unknown_table_waits_for_its_columns_and_is_then_imported() -> None:
    holder = an_organiser("Tranvik")
    run = _work(_ask(b"Kod;Medel\n74174879;7,5\n", "enkat.csv", holder=holder))
    waiting = WaitingFile.objects.get()
    assert (run.state, run.waiting, _files()) == ("columns", waiting, [str(waiting.id)])
    bad = Mapping("survey", {"Finns inte": "school_unit_code", "Medel": "mean"}, {"period": "2024/25"})
    refused = _work(ask_for_import_of(waiting=waiting, mapping=bad, by=None, at=NOW))
    assert (refused.state, refused.code, refused.waiting, _files()) == (
        "refused", "bad_mapping", waiting, [str(waiting.id)],
    )  # fmt: skip
    good = Mapping("survey", {"Kod": "school_unit_code", "Medel": "mean"}, {"period": "2024/25"}, title="Enkät")
    done = _work(ask_for_import_of(waiting=waiting, mapping=good, by=None, at=NOW))
    assert (done.state, done.version.dataset.title, done.version.rows) == ("done", "Enkät", 2)
    assert (_files(), WaitingFile.objects.count()) == ([], 0)
    nobody = _work(_ask(b"Kod;Medel\n74174879;7,5\n"))
    assert (nobody.state, nobody.code) == ("refused", "unknown")


def test_a_fault_of_ours_is_said_without_the_words_of_the_file(monkeypatch, caplog) -> None:
    def broken(*_args, **_options):
        raise ValueError("could not convert 'Anna Alm' to a number")

    monkeypatch.setattr(running, "import_dataset", broken)
    with caplog.at_level(logging.ERROR):
        run = _work(_ask())
    assert (run.state, run.code, stage_of(run, at=NOW), _files()) == ("failed", "unexpected", "failed", [])
    assert "ValueError in broken" in caplog.text
    assert "Anna" not in caplog.text


def test_a_publication_that_fails_leaves_the_earlier_one(monkeypatch) -> None:
    _work(_ask())
    done = _work(ask_for_publication(by=None, at=NOW))
    assert (done.state, done.publication.rows) == ("done", 12)

    def broken(*_args, **_options) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(publishing, "record", broken)
    failed = _work(ask_for_publication(by=None, at=NOW + timedelta(hours=1)))
    assert (failed.state, failed.code, list(Publication.objects.all())) == ("failed", "unexpected", [done.publication])
    assert list((places.root() / "incoming").iterdir()) == []


def test_what_is_reckoned_ahead_sees_the_new_store_and_stops_nothing(monkeypatch, caplog) -> None:
    seen: list[tuple[bool, int, int]] = []

    def ahead(store: Path, versions) -> None:
        seen.append((store.exists(), len(versions), Publication.objects.count()))
        raise ValueError("nothing to reckon with")

    monkeypatch.setattr(publishing, "_ahead", [ahead])
    _work(_ask())
    assert _work(ask_for_publication(by=None, at=NOW)).state == "done"
    assert seen == [(True, 1, 0)]
    assert "reckoned before a publication failed" in caplog.text


def test_two_who_press_at_once_ask_for_one_publication(monkeypatch) -> None:
    first = ask_for_publication(by=None, at=NOW)
    seen = iter([None])
    plain = running._open
    monkeypatch.setattr(running, "_open", lambda key: next(seen, "ask") and plain(key))
    assert ask_for_publication(by=None, at=NOW) == first
    assert Run.objects.count() == 1


def test_a_worker_that_died_is_found_and_its_work_done_again() -> None:
    """The lock tells it at once: no time has to pass."""
    run = _ask()
    with places.held(run.id):
        Run.objects.filter(id=run.id).update(state="working", step="reading")
        run.refresh_from_db()
        assert stage_of(run, at=NOW) == "working"
        assert _ask().state == "working"  # pressed again: it goes on
        work_off(run_id=run.id, clock=lambda: NOW)  # another worker lets it be
        assert DatasetVersion.objects.count() == 0
    assert stage_of(run, at=NOW) == "broken_off"
    again = ask_again(run=run, at=NOW + timedelta(minutes=1))
    assert (again.state, again.step, stage_of(again, at=NOW + timedelta(minutes=1))) == ("waiting", "", "waiting")
    assert _work(again).state == "done"
    assert ask_again(run=again, at=NOW).state == "done"


def test_the_same_file_sent_again_starts_what_broke_off() -> None:
    run = _ask()
    Run.objects.filter(id=run.id).update(state="working")
    places.waiting_path(run.id).unlink()
    assert _ask() == run
    assert (_files(), _work(run).state) == ([str(run.id)], "done")


def test_what_nobody_takes_is_said() -> None:
    run = _ask()
    assert stage_of(run, at=NOW + timedelta(seconds=61)) == "unattended"
    assert stage_of(_work(run), at=NOW + timedelta(days=2)) == "done"


def test_what_waits_too_long_is_thrown_away() -> None:
    held, left = _ask(), _ask(GRADES.replace("240,0", "241,0").encode())
    let_wait(content=b"Skola;Antal\nA;1\n", name="a.csv", holder=an_organiser(), people=False, by=None, at=NOW)
    places.lay_down(places.waiting_path("00000000-0000-0000-0000-000000000001"), b"of a request that broke off")
    later = NOW + timedelta(hours=25)
    with places.held(held.id):
        clear_runs(at=later)
        assert _files() == [str(held.id)]
    left.refresh_from_db()
    assert (left.state, left.code) == ("failed", "gone")
    gone = _work(held)
    assert gone.state == "done"
    clear_runs(at=later + timedelta(days=31))
    assert Run.objects.count() == 0
    assert list((places.root() / "runs").iterdir()) == []


def test_a_file_that_was_thrown_away_meanwhile_is_said() -> None:
    run = _ask()
    places.waiting_path(run.id).unlink()
    assert _work(run).code == "gone"


def test_files_that_wait_are_their_owners_alone() -> None:
    path = places.waiting_path(_ask().id)
    assert (os.stat(path).st_mode & 0o777, os.stat(path.parent).st_mode & 0o777) == (0o600, 0o700)


def test_who_sees_which_work() -> None:
    ours, theirs = an_organiser("Tranvik"), an_organiser("Granby")
    editor, owner = a_user(Role.EDITOR, ours), a_user(Role.SYSTEM_OWNER)
    own, other = _ask(holder=ours), _ask(holder=theirs)
    published, nobodys = ask_for_publication(by=None, at=NOW), _ask(by=owner)
    seen = {
        who: set(runs_visible_to(grants_of(who, TODAY), user=who.pk))
        for who in (editor, owner, a_user(Role.BOARD_READER, ours))
    }
    assert list(seen.values()) == [{own, published}, seen[owner], set()]
    assert seen[owner] <= {nobodys, published}
    _work(own)
    assert other not in seen[editor]
    assert list(runs_to_show(grants_of(editor, TODAY), user=editor.pk, at=NOW)) == [published]
