"""All 290, every way of writing them, and what is not one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import municipalities as m


def test_there_are_290_with_distinct_codes_names_and_numbers() -> None:
    everyone = m.all_municipalities()
    assert len(everyone) == 290
    for field in ("code", "name", "official_name", "register_name", "organisation_number"):
        assert len({getattr(one, field) for one in everyone}) == 290
    assert len({one.county_code for one in everyone}) == 21
    assert len({(one.county_code, one.county) for one in everyone}) == 21


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Tyresö", "0138"),
        ("Tyresö kommun", "0138"),
        ("TYRESÖ KOMMUN", "0138"),
        ("Tyresös kommun", "0138"),
        ("Borlänge kommuns", "2081"),
        ("Upplands Väsby", "0114"),
        ("UPPLANDS-BRO KOMMUN", "0139"),
        ("Upplands bro", "0139"),
        ("Lilla Edets", "1462"),
        ("Lilla edets kommun", "1462"),
        ("Malmö stad", "1280"),
        ("Stockholms stad", "0180"),
        ("Göteborgs Stad", "1480"),
        ("Region Gotland", "0980"),
        ("Gotlands kommun", "0980"),
        ("Falu  kommun", "2080"),
        ("Falun", "2080"),
        ("Faluns kommun", "2080"),
        ("Kalmar kommun", "0880"),
        ("Kalmars kommun", "0880"),
        ("Borås", "1490"),
        ("Dals-Eds kommun", "1438"),
        ("Habo", "0643"),
        ("Håbo", "0305"),
    ],
)
def test_any_way_of_writing_finds_the_one(written: str, code: str) -> None:
    found = m.by_name(written)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("other", ["", "kommun", "Region Skåne", "Borlange", "Tyresö skola", "Sverige", "s"])
def test_anything_else_is_none(other: str) -> None:
    assert m.by_name(other) is None


@pytest.mark.parametrize(
    ("code", "official"),
    [
        ("0880", "Kalmar kommun"),
        ("0127", "Botkyrka kommun"),
        ("0180", "Stockholms kommun"),
        ("2080", "Falu kommun"),
        ("0980", "Region Gotland"),
        ("2081", "Borlänge kommun"),
        ("0860", "Hultsfreds kommun"),
    ],
)
def test_the_official_name_is_printed_as_it_is(code: str, official: str) -> None:
    one = m.by_code(code)
    assert one is not None
    assert one.official_name == official


@given(st.sampled_from(m.all_municipalities()), st.sampled_from(["", "s"]), st.booleans())
def test_every_form_comes_back(one: m.Municipality, s: str, capitals: bool) -> None:
    for form in (one.name, one.genitive, one.official_name + s, one.register_name, one.city_name or one.name):
        assert m.by_name(form.upper() if capitals else form) == one
    assert m.by_code(one.code) == one
    assert m.by_organisation_number(one.organisation_number) == one


@given(st.sampled_from(m.all_municipalities()), st.text(alphabet="abc ,.\n§1", max_size=20))
def test_an_official_name_is_found_where_it_stands(one: m.Municipality, before: str) -> None:
    text = f"{before} i {one.official_name}, och"
    (found,) = m.find_municipalities(text)
    assert found.value == one
    assert found.within(text) == one.official_name


def test_mentions_tell_how_they_were_written() -> None:
    text = "Berg i Tyresö  kommuns skolor, Malmö\nstad, Region Gotland och Östra Göinges. Västra skolan."
    seen = [
        (f.within(text), f.value.municipality.name, f.value.written, f.value.genitive) for f in m.find_mentions(text)
    ]
    assert seen == [
        ("Berg", "Berg", "bare", False),
        ("Tyresö  kommuns", "Tyresö", "kommun", True),
        ("Malmö\nstad", "Malmö", "stad", False),
        ("Region Gotland", "Gotland", "region", False),
        ("Östra Göinges", "Östra Göinge", "bare", True),
    ]  # fmt: skip
    assert [f.value.name for f in m.find_municipalities(text)] == ["Tyresö", "Malmö", "Gotland"]


@pytest.mark.parametrize("text", ["Uppsala län", "Jönköpings\nläns", "Region Uppsala", "region Stockholm"])
def test_a_county_or_region_is_no_municipality(text: str) -> None:
    assert m.find_mentions(text) == []


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_spans_hold(text: str) -> None:
    for found in m.find_mentions(text):
        assert 0 <= found.start < found.end <= len(text)
