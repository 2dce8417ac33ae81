"""Forms in every inflection and under every name they have had."""

from datetime import date

import pytest

from likvard.terms import school_forms as f


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("för grundskolan", ["compulsory"]),
        ("Grundskolornas resultat", ["compulsory"]),
        ("FÖRSKOLEKLASS och GRUNDSKOLA", ["preschool_class", "compulsory"]),
        ("förskola, förskoleklass och fritidshem", ["preschool", "preschool_class", "school_age_educare"]),
        ("den anpassade grundskolan", ["adapted_compulsory"]),
        ("anpassad\u00a0gymnasieskola, anpassade\n  grundskolan", ["adapted_upper_secondary", "adapted_compulsory"]),
        ("anpassad gymnasieskola", ["adapted_upper_secondary"]),
        ("grundsärskolan och gymnasiesärskolan", ["adapted_compulsory", "adapted_upper_secondary"]),
        ("grund- och gymnasieskolor", ["compulsory", "upper_secondary"]),
        ("inom komvux", ["adult"]),
        ("kommunal vuxenutbildning", ["adult"]),
        ("skola, förskola och pedagogisk omsorg", ["preschool", "pedagogical_care"]),
        ("Specialskolorna", ["special"]),
        ("sameskolan", ["sami"]),
        ("fritidshemmet", ["school_age_educare"]),
        ("grundskoleförordningen", []),
        ("Nya gymnasiet", []),
        ("skolan", []),
    ],
)
def test_forms_of_a_text(text: str, expected: list[str]) -> None:
    assert [found.value.code for found in f.find_school_forms(text)] == expected


def test_the_codes_are_those_of_the_record() -> None:
    assert set(f.codes()) == {
        "preschool", "preschool_class", "compulsory", "adapted_compulsory", "upper_secondary",
        "adapted_upper_secondary", "school_age_educare", "adult", "pedagogical_care", "sami", "special",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("adapted_compulsory", date(2023, 7, 1), "grundsärskola"),
        ("adapted_compulsory", date(2023, 7, 2), "anpassad grundskola"),
        ("adapted_upper_secondary", date(2015, 1, 1), "gymnasiesärskola"),
        ("compulsory", date(1999, 1, 1), "grundskola"),
    ],
)
def test_a_form_has_the_name_of_its_day(code: str, day: date, name: str) -> None:
    form = f.by_code(code)
    assert form is not None
    assert form.name_at(day) == name


@pytest.mark.parametrize("form", f.all_school_forms(), ids=lambda form: form.code)
def test_every_name_and_code_comes_back(form: f.SchoolForm) -> None:
    for text in (
        form.code,
        *(one.name for one in form.names),
        *(one.name.upper() for one in form.names),
        *form.register_codes,
    ):
        assert f.parse_school_form(text) == form
