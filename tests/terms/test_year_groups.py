"""Year groups in every form, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms.year_groups import ALL, find_year_groups, format_year_groups


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("årskurs 7–9", ["7–9"]),
        ("Årskurserna 4, 5 och 6", ["4–6"]),
        ("årskurs 2 och årskurs 5", ["2 och 5"]),
        ("åk 4-6", ["4–6"]),
        ("åk. 9", ["9"]),
        ("årskurs F–3", ["F–3"]),
        ("Nytorpsskolan F-3", ["F–3"]),
        ("Strandenskolan F – 9", ["F–9"]),
        ("förskoleklass till årskurs 6", ["F–6"]),
        ("i årskurs 1 till 3 och årskurs 7", ["1–3 och 7"]),
        ("årskurs 10", ["10"]),
        ("årskurs 9–7", []),
        ("årskurs 11", []),
        ("Nytorpsskolan 4-9", []),
        ("förskoleklass", []),
        ("SF-3, F-35", []),
        ("åka 4 mil", []),
    ],
)
def test_mentions(text: str, expected: list[str]) -> None:
    assert [format_year_groups(found.value) for found in find_year_groups(text)] == expected


@given(st.sets(st.sampled_from(ALL), min_size=1))
def test_printed_groups_are_read_back(groups: set[str]) -> None:
    (found,) = find_year_groups(f"årskurs {format_year_groups(groups)}.")
    assert set(found.value) == groups


def test_only_year_groups_are_printed() -> None:
    assert format_year_groups([]) == ""
    with pytest.raises(ValueError, match="no year groups"):
        format_year_groups(["11"])
