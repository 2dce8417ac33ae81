"""Publishing: from one moment to the next, or not at all; whose figures anybody sees; where a figure comes from."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from likvard.datasets import places
from likvard.datasets.actions import import_dataset, publish, publishing
from likvard.datasets.models import Publication
from likvard.datasets.queries import municipality_page, present_publication, trace, unpublished
from likvard.datasets.queries.reading import store
from likvard.intake.own import Mapping
from likvard.ledger.models import Event
from tests.factories import NOW, a_unit, an_organiser
from tests.intake.statistics_files import GRADES, lines
from tests.intake.test_pupils import GIRL, _file, _pupil

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path
    # The shipped figures are tried in test_extract; here the store holds only what the test imports.
    monkeypatch.setattr("likvard.datasets.store.extract_folder", lambda: tmp_path / "none")


def _import(content: bytes, holder=None, at=NOW, **options):
    return import_dataset(content=content, name="fil.csv", holder=holder, by=None, at=at, **options).version


def _merit() -> float | None:
    found = trace(measure="year9_merit_value", year=2024, school_unit_code="74174879")
    return found[0].value if found else None


def test_readers_see_the_old_or_the_new() -> None:
    _import(GRADES.encode())
    first = publish(by=None, at=NOW)
    assert (first.rows, _merit(), unpublished()) == (12, 240.0, 0)
    reader = store()
    _import(GRADES.replace("240,0", "241,0").encode(), at=NOW + timedelta(hours=1))
    assert (_merit(), unpublished()) == (240.0, 1)
    publish(by=None, at=NOW + timedelta(hours=2))
    assert _merit() == 241.0
    old = reader.execute("select value from figures where measure = 'year9_merit_value' and value = 240").fetchall()
    assert old == [(240.0,)]
    assert Event.objects.filter(action="datasets_published").count() == 2


@pytest.mark.parametrize("place", ["build", "_checksum", "record"])
def test_a_broken_publication_leaves_the_old_one(monkeypatch, place: str) -> None:
    _import(GRADES.encode())
    first = publish(by=None, at=NOW)
    _import(GRADES.replace("240,0", "241,0").encode(), at=NOW + timedelta(hours=1))

    def broken(*args, **options):
        if place == "build":
            Path(args[0]).write_bytes(b"half a store")
        raise OSError("the disk is full")

    monkeypatch.setattr(publishing, place, broken)
    with pytest.raises(OSError, match="full"):
        publish(by=None, at=NOW + timedelta(hours=2))
    monkeypatch.undo()
    assert (present_publication(), _merit()) == (first, 240.0)
    assert list((places.root() / "incoming").iterdir()) == []
    publish(by=None, at=NOW + timedelta(hours=3))
    names = {path.name for path in (places.root() / "published").iterdir()}
    assert names == set(Publication.objects.order_by("id").values_list("file_name", flat=True))


def test_no_more_stores_are_kept_than_are_read() -> None:
    _import(GRADES.encode())
    for hour in range(4):
        publish(by=None, at=NOW + timedelta(hours=hour))
    assert len(list((places.root() / "published").iterdir())) == 2


def test_a_store_holds_no_row_of_any_person() -> None:
    holder = an_organiser("Tranvik")
    _import(_file(_pupil(GIRL)), holder, year=2026)
    _import(GRADES.encode())
    publication = publish(by=None, at=NOW)
    with duckdb.connect(str(places.store_path(publication.file_name)), read_only=True) as opened:
        columns = {row[0] for row in opened.execute("select column_name from duckdb_columns()").fetchall()}
        assert "person" not in columns
        assert opened.execute("select count(*) from figures").fetchone() == (12,)


def test_own_figures_are_seen_by_their_holder_alone() -> None:
    ours = an_organiser("Tranvik")
    unit = a_unit(ours, "Tranviksskolan", municipality_code="0138")
    mapping = Mapping("survey", {"Kod": "school_unit_code", "Medel": "mean"}, {"period": "2024/25"})
    _import(f"Kod;Medel\n{unit.school_unit_code};7,5\n".encode(), ours, mapping=mapping)
    publish(by=None, at=NOW)
    asked = {"measure": "own:survey:mean", "year": 2024, "school_unit_code": unit.school_unit_code}
    assert trace(**asked) == []
    (found,) = trace(**asked, holders=[ours.id])
    assert (found.value, found.printed, found.first_row, found.column) == (7.5, "7,5", 2, "Medel")


def test_a_figure_leads_to_its_file_row_and_column() -> None:
    version = _import(GRADES.encode())
    publish(by=None, at=NOW)
    (found,) = trace(measure="year9_eligible_share", year=2024, school_unit_code="74174879")
    assert (found.value, found.mark, found.printed, found.current) == (None, "near_100", "~100", True)
    assert (found.file_name, found.checksum, found.version) == ("fil.csv", version.checksum, str(version.id))
    assert (found.first_row, found.last_row, found.column) == (7, 7, "Andel (%) elever behöriga till yrkesprog.")


def test_where_two_files_print_the_same_figure_the_newer_holds() -> None:
    _import(GRADES.encode())
    body = {"schoolUnit": "74174879", "averageGradesMeritRating9thGrade": [
        {"value": "239,0", "valueType": "EXISTS", "timePeriod": "2024/25"}]}  # fmt: skip
    url = "https://x.example/v4/school-units/74174879/statistics/gr"
    answer = {"url": url, "fetched": "2026-10-01", "body": body}
    _import(lines(answer, answer), at=NOW + timedelta(days=1))
    publish(by=None, at=NOW + timedelta(days=1))
    found = trace(measure="year9_merit_value", year=2024, school_unit_code="74174879", year_group="9")
    assert (found[0].value, found[0].current) == (239.0, True)
    assert sorted((one.value, one.current) for one in found[1:]) == [(239.0, False), (240.0, False)]
    assert municipality_page("0138") is not None


def test_an_empty_installation_can_publish() -> None:
    assert publish(by=None, at=NOW).rows == 0
