"""Names compare without marks and print with ordinary capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms.municipalities import all_municipalities
from likvard.terms.names import fold, ordinary_capitals


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Njupkärrs skola", "NJUPKARRS SKOLA"),
        ("Nytorpsskolan 4-9", "Nytorpsskolan  4–9"),
        ("Nytorpsskolan F - 3", "nytorpsskolan f/3"),
        ("Lycée Français, gr", "LYCEE FRANCAIS GR"),
        ("S:t Olofs skola", "s:t olofs skola"),
        ("Komvux i Österåkers kommun    SFI", "komvux i osterakers kommun sfi"),
    ],
)
def test_one_name_written_two_ways(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nytorpsskolan 4-9", "Nytorpsskolan F-3"),
        ("Nytorpsskolan 4-9", "Nytorpsskolan 49"),
        ("Skolan 1", "Skolan 1A"),
        ("Skolan Norra", "Skolan Södra"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_is_done_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("TYRESÖ KOMMUN", "Tyresö kommun"),
        ("UPPLANDS-BRO KOMMUN", "Upplands-Bro kommun"),
        ("REGION GOTLAND", "Region Gotland"),
        ("STIFTELSEN SPRÅKSKOLAN I UPPLANDS VÄSBY", "Stiftelsen Språkskolan i Upplands Väsby"),
        ("STOCKA SKOLA EKONOMISK FÖRENING", "Stocka skola ekonomisk förening"),
        ("VÄSTRA GÖTALANDSREGIONEN", "Västra Götalandsregionen"),
        ("JÄMTLANDS GYMNASIEFÖRBUND", "Jämtlands gymnasieförbund"),
        ("AKTIVIA AB", "Aktivia AB"),
        ("Sveaskolan AB", "Sveaskolan AB"),
        ("  Frösunda  Omsorg AB ", "Frösunda Omsorg AB"),
        ("SPECIALPEDAGOGISKA SKOLMYNDIGHETEN", "Specialpedagogiska skolmyndigheten"),
    ],
)
def test_ordinary_capitals(name: str, expected: str) -> None:
    assert ordinary_capitals(name) == expected


def test_every_municipality_is_printed_with_its_official_name() -> None:
    for one in all_municipalities():
        assert ordinary_capitals(one.register_name) == one.official_name
