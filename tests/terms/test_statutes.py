"""The list of statutes, and references in every printed form, opened and folded again."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import statutes
from likvard.terms.statutes import Reference, register


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1 kap. 9 §, 4 kap. 3, 5-7 §§, 5 kap. 3 § skollagen",
            "1 kap. 9 §, 4 kap. 3 och 5–7 §§, 5 kap. 3 § skollagen",
        ),
        ("26 kap. 10 och 27 §§ skollagen (2010:800)", "26 kap. 10 och 27 §§ skollagen"),
        ("3 kap. 12 d och f §§ skollagen", "3 kap. 12 d och f §§ skollagen"),
        ("9 kap. 4 a § skollagen", "9 kap. 4 a § skollagen"),
        ("1kap.9§ skollagen", "1 kap. 9 § skollagen"),
        ("26 kap.13§ skollagen", "26 kap. 13 § skollagen"),
        ("2 kap. 9–10 §§, 4 kap. 4 och 6 §§ skollagen", "2 kap. 9 och 10 §§, 4 kap. 4 och 6 §§ skollagen"),
        ("(6 kap.\n8 § skollagen)", "6 kap. 8 § skollagen"),
        ("3 kap. 5 a, 8 och 9 §§ skollagen", "3 kap. 5 a, 8 och 9 §§ skollagen"),
        ("5 kap. 3 § och 6 kap. 6–8 §§ skollagen", "5 kap. 3 §, 6 kap. 6–8 §§ skollagen"),
        (
            "(1 kap. 4 §, 3 kap. 3 och 4 §§ skollagen; 5 kap. 2 § skolförordningen; Lgr 11, 2.2 Kunskaper)",
            "5 kap. 2 § skolförordningen; 1 kap. 4 §, 3 kap. 3 och 4 §§ skollagen",
        ),
        (
            "3 kap. 2 § skollagen och 5 kap. 2 § skolförordningen (2011:185)",
            "5 kap. 2 § skolförordningen; 3 kap. 2 § skollagen",
        ),
        (
            "skollagen 3 kap. 5 § och skolförordningen 5 kap. 2 §",
            "5 kap. 2 § skolförordningen; 3 kap. 5 § skollagen",
        ),
        ("Skollagen (2010:800): 3 kap. 5 §", "3 kap. 5 § skollagen"),
        ("enligt skollagens 3 kap. 5 §", "3 kap. 5 § skollagen"),
        ("25 § förvaltningslagen", "25 § förvaltningslagen"),
        ("25 och 31–33 §§ förvaltningslagen", "25 och 31–33 §§ förvaltningslagen"),
        ("17 § förvaltningslagen (1986:223)", "17 § förvaltningslagen (1986:223)"),
        ("§§ 5-7 förvaltningslagen", "5–7 §§ förvaltningslagen"),
        ("4 kap. 2 § skollagen (1985:1100)", "4 kap. 2 § skollagen (1985:1100)"),
        ("14 b § viteslagen", "14 b § viteslagen"),
        ("6 § lagen (1985:206) om viten", "6 § viteslagen"),
        ("5 § förordningen (2018:49) om statsbidrag", "5 § SFS 2018:49"),
        ("5 § förordning 2018:49", "5 § SFS 2018:49"),
        ("5 § SFS 2018:49", "5 § SFS 2018:49"),
        ("3 kap. 5 § SFS 2010:800", "3 kap. 5 § skollagen"),
        ("5 kap. 2 § SF", "5 kap. 2 § skolförordningen"),
        ("2 kap. 3 § utlänningslagen", "2 kap. 3 § utlänningslagen"),
        ("10 kap. 8 § OSL", "10 kap. 8 § offentlighets- och sekretesslagen"),
        ("26 kap. 12 § 2 skollagen att", "26 kap. 12 § skollagen"),
        ("28 kap. 2 § 7 och 26 kap. 27 § skollagen", "26 kap. 27 §, 28 kap. 2 § skollagen"),
        ("5 kap. 3 § andra stycket 2 och 6 kap. 7 § skollagen", "5 kap. 3 §, 6 kap. 7 § skollagen"),
        ("33 § första stycket förvaltningslagen", "33 § förvaltningslagen"),
        ("3 kap. 5 § skollagen och 7 kap. 17 § samma lag", "3 kap. 5 §, 7 kap. 17 § skollagen"),
        ("12 a–d §§ viteslagen", "12 a, b, c och d §§ viteslagen"),
        ("26 a kap. 4 § skollagen", "26 a kap. 4 § skollagen"),
        ("1 KAP. 9 § SKOLLAGEN", "1 kap. 9 § skollagen"),
        ("3 kap. 12 i § skollagen", "3 kap. 12 i § skollagen"),
        ("3 kap. 5 § i skollagen", "3 kap. 5 § skollagen"),
        ("3 kap. 5 § (skollagen)", "3 kap. 5 § skollagen"),
        ("3 kap. 5 § skol-\nlagen, 5 kap. 2 § skol- förordningen", "5 kap. 2 § skolförordningen; 3 kap. 5 § skollagen"),
        ("3 § skollagen", ""),
        ("29 § kommunallagen", ""),
        # A § that a scan has changed or lost; letters that it has lost in the name.
        ("1 kap. 4-5 58, 3 kap. 2 5 skollagen", "1 kap. 4 och 5 §§, 3 kap. 2 § skollagen"),
        ("5 kap. 3 5 och 6 kap. 6-8 55 skollagen", "5 kap. 3 §, 6 kap. 6–8 §§ skollagen"),
        ("1 kap. 4 och 9 8§, 4 kap. 7 $ skollagen", "1 kap. 4 och 9 §§, 4 kap. 7 § skollagen"),
        ("6 kap. 8 8 skollagen", "6 kap. 8 § skollagen"),
        ("5 kap. 2 8 skolfdrordningen", "5 kap. 2 § skolförordningen"),
        ("5 kap. 2 § skolforordningen (2011:185)", "5 kap. 2 § skolförordningen"),
        ("26 kap. 10 skollagen", "26 kap. 10 § skollagen"),
        ("4 kap. 4 och 6 skollagen", "4 kap. 4 och 6 §§ skollagen"),
        ("2 kap. 910 88, 4 kap. 4 och 6 $5 skollagen", "4 kap. 4 och 6 §§ skollagen"),
        # Nothing that names a statute's section.
        ("§ 56", ""),
        ("§ 47                BUN 2023/0098", ""),
        ("uppdrag 2018-06-20 § 56 att införa", ""),
        ("skollagen (2010:800) gäller", ""),
        ("4 kap. 38 skollagen", ""),
        ("3 kap. 5 §", ""),
        ("Lgr 11, 2.2 Kunskaper", ""),
        ("5 § förslagen", ""),
        ("12 procent av 5 kapitel", ""),
    ],
)
def test_a_printed_list_is_opened(text: str, expected: str) -> None:
    assert statutes.format_list(statutes.parse_references(text)) == expected


def test_the_record_prints_each_once_and_sorted() -> None:
    text = "1 kap. 9 § skollagen; 5 kap. 2 § skolförordningen; 1 kap. 4 och 9 §§, 2 kap. 8 b § skollagen"
    assert statutes.format_references(statutes.parse_references(text)) == [
        "5 kap. 2 § skolförordningen",
        "1 kap. 4 § skollagen",
        "1 kap. 9 § skollagen",
        "2 kap. 8 b § skollagen",
    ]


def test_places_in_the_text_hold() -> None:
    text = "Med stöd av 26 kap. 10 § skollagen (2010:800) och skolförordningen 5 kap. 2 §, beslutas."
    assert [found.within(text) for found in statutes.find_references(text)] == [
        "26 kap. 10 § skollagen (2010:800)",
        "skolförordningen 5 kap. 2 §",
    ]


def test_doubt_is_told() -> None:
    (run_together,) = statutes.find_citations("2 kap. 910 88, 4 kap. 4 och 6 $5 skollagen")
    assert [str(r) for r in run_together.value.unsure] == ["2 kap. 910 § skollagen"]
    assert run_together.value.mended
    (nameless,) = statutes.find_citations("enligt 3 kap. 5 §.")
    assert nameless.value.statute_place == "none"
    (plain,) = statutes.find_citations("enligt 3 kap. 5 § skollagen.")
    assert plain.value == statutes.Citation((Reference("skollagen", 3, 5),), (), "after", mended=False)


def test_no_break_holds_the_number_at_its_sign() -> None:
    reference = Reference("skollagen", 2, 8, "b")
    assert statutes.format_reference(reference, no_break=True) == "2\u00a0kap.\u00a08\u00a0b\u00a0§ skollagen"


NAMES = [statute.name for statute in statutes.all_statutes()]
OTHERS = st.builds(
    lambda year, number, chapter, section: Reference(f"SFS {year}:{number}", chapter, section),
    st.integers(1900, 2009),
    st.integers(1, 2999),
    st.one_of(st.none(), st.integers(1, 29)),
    st.integers(1, 70),
).filter(lambda reference: statutes.by_sfs(reference.statute) is None)
REFERENCES = st.builds(
    lambda statute, chapter, section, letter: Reference(
        statute.name, chapter if statute.chapters else None, section, letter
    ),
    st.sampled_from(statutes.all_statutes()),
    st.integers(1, 29),
    st.integers(1, 70),
    st.sampled_from(["", "", "", "a", "b", "c", "f"]),
)


@given(st.lists(st.one_of(REFERENCES, OTHERS), min_size=1, max_size=12))
def test_folding_and_opening_are_each_others_inverse(references: list[Reference]) -> None:
    expected = statutes.sort_references(references)
    folded = statutes.format_list(references)
    assert statutes.parse_references(folded) == expected
    assert statutes.parse_references(statutes.format_list(references, no_break=True)) == expected
    assert statutes.parse_references(f"Enligt {folded.replace(' ', chr(10), 3)}, ska") == expected
    assert statutes.parse_references("; ".join(statutes.format_references(references))) == expected


@given(st.text(alphabet="0123456789 kap.§$,–-ochab;skollagen()\n", max_size=120))
def test_noise_does_not_break_it_and_spans_do_not_overlap(text: str) -> None:
    end = 0
    for found in statutes.find_citations(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        for reference in found.value.references:
            assert reference.section >= 1


def test_names_numbers_and_dates_of_the_list() -> None:
    every = statutes.all_statutes()
    assert len({statute.sfs for statute in every}) == len({statute.name for statute in every}) == len(every)
    for statute in every:
        assert statute.valid_to is None or statute.valid_from < statute.valid_to
        for other in every:
            if other.plain == statute.plain and other is not statute and statute.valid_to is None:
                assert other.valid_to is not None
                assert other.valid_to < statute.valid_from


@pytest.mark.parametrize(
    ("name", "day", "sfs"),
    [
        ("skollagen", None, "2010:800"),
        ("skollagen", date(2009, 5, 1), "1985:1100"),
        ("Förvaltningslagen", date(2017, 5, 1), "1986:223"),
        ("förvaltningslagen", date(2019, 5, 1), "2017:900"),
        ("OSL", None, "2009:400"),
        ("gamla skollagen", None, "1985:1100"),
    ],
)
def test_a_shared_name_means_the_one_in_force(name: str, day: date | None, sfs: str) -> None:
    statute = statutes.by_name(name, day)
    assert statute is not None
    assert statute.sfs == sfs
    assert statutes.by_sfs("SFS " + sfs) == statute


@given(st.sampled_from(sorted(register._by_name())))
def test_a_name_without_its_swedish_letters_is_known(name: str) -> None:
    damaged = name.replace("ö", "é").replace("ä", "a").replace("å", "a")
    assert register.by_scanned_name(damaged) == register._by_name()[name]


def test_the_reading_corpus_holds(shared: Path) -> None:
    """Every text of the corpus gives exactly the legal basis of its gold."""
    seen = 0
    for gold_path in sorted((shared / "reading").rglob("*.gold.json")):
        name = gold_path.name.replace(".gold.json", ".txt")
        text_path = next((p for p in (gold_path.with_name(name), shared / "seeds" / name) if p.exists()), None)
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        if text_path is None or "legal_basis" not in gold:
            continue
        text = text_path.read_text(encoding="utf-8")
        assert statutes.format_references(statutes.parse_references(text)) == gold["legal_basis"], name
        seen += 1
    assert seen >= 30
