"""`likvard import` on real files, where they are: Sävsjö's own results, and the workbooks of Skolenkäten 2022."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from likvard.datasets.models import DatasetVersion, Publication
from likvard.datasets.queries.reading import store
from tests.factories import an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("likvard.datasets.store.extract_folder", lambda: tmp_path / "none")


def _import(*arguments: object) -> dict:
    out = StringIO()
    with suppress(SystemExit):  # when a file was refused
        call_command("import_dataset", *(str(one) for one in arguments), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_municipalitys_own_results(shared: Path) -> None:
    organiser = an_organiser("Sävsjö kommun", municipality_code="0684")
    folder = shared / "data" / "savsjo-betyg-np-2026"
    told = _import(folder, "--organiser", "0684", "--publish")
    rows = {one["file"].removesuffix(".json").removesuffix("-kommun"): one["rows"] for one in told["files"]}
    assert rows == {
        "betygsprogression_ak6_ak9": 942, "betygsstatistik_betygsfordelning_amne": 4_530,
        "betygsstatistik_oversikt": 101, "betygsstatistik_sv_sva": 127, "korrelation-franvaro-betyg-2025": 58,
        "np_andel_godkanda": 356, "np_betyg_relation": 847,
    }  # fmt: skip
    assert {(one["state"], one["reader"], one["errors"]) for one in told["files"]} == {("new", "municipal-results", 0)}
    assert (told["rows"], told["refused"], told["published"]["figures"]) == (6_961, 0, 6_961)
    # The first object of the file is year 6, all pupils: 141 of them, mean merit value 231.76.
    found = store().execute(
        "select f.value, f.holder, s.file_name from figures f join sources s using (version) where f.year = 2025 "
        "and f.year_group = '6' and f.sex = '' and f.measure = 'own:genomsnittligt_meritvarde_17' order by f.value"
    )
    whole = (231.76, str(organiser.id), "betygsstatistik_oversikt-kommun.json")
    assert whole in found.fetchall()
    again = _import(folder, "--organiser", "0684")
    assert {one["state"] for one in again["files"]} == {"known"}
    assert (DatasetVersion.objects.count(), Publication.objects.count()) == (7, 1)
    assert {one["state"] for one in _import(folder)["files"]} == {"refused"}  # nobody's data


@pytest.mark.slow
def test_a_workbook_of_skolenkaten(shared: Path) -> None:
    name = "excelrapport-elever-gymnasieskola-ar-2-2022.xlsx"
    told = _import(shared / "data" / "skolinspektionen-skolenkaten-2022" / name, "--publish")
    (one,) = told["files"]
    assert (one["reader"], one["rows"], one["errors"], one["warnings"]) == ("survey-workbook", 179_375, 0, 0)
    assert told["published"]["figures"] == 179_375
    country = dict(
        store()
        .execute("""select "group", printed from figures where measure = 'survey_index' and level = 'country'
                    and row = 4""")
        .fetchall()
    )
    assert len(country) == 12
    assert (country["who=pupils;topic=Stöd"], country["who=pupils;topic=Bemötande - lärare"]) == ("6", "7.7")
