"""Case numbers in every series, and everything that only looks like one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import case_numbers as c


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dnr SI 2022:4573", ["SI 2022:4573"]),
        ("Diarienummer\nSI 2022:4573", ["SI 2022:4573"]),
        ("(SI2024:2289)", ["SI 2024:2289"]),
        ("SI 2022 : 4573", ["SI 2022:4573"]),
        ("Dnr 43-2015:2430", ["43-2015:2430"]),
        ("dnr: 43-2015: 2430.", ["43-2015:2430"]),
        ("400-2016:6127", ["400-2016:6127"]),
        ("43–2011:5309", ["43-2011:5309"]),
        ("Dnr 2019-1274", ["2019-1274"]),
        ("rapport från 2017 (dnr 2015:3364)", ["2015:3364"]),
        ("har diarienummer 43-2015:9216, 43-2015:9221 och 43-2015:9224.",
         ["43-2015:9216", "43-2015:9221", "43-2015:9224"]),
        ("Dnr 2015:3364 och 2015:3365", ["2015:3364", "2015:3365"]),
        ("BUN 2023/0123", ["BUN 2023/0123"]),
        ("§ 47      BUN 2023/0098", ["BUN 2023/0098"]),
        ("GSN-2014/17", ["GSN-2014/17"]),
        ("Bun/2018:452", ["BUN/2018:452"]),
        ("HN 2016/3, 2021/BUN 0044", ["HN 2016/3", "2021/BUN 0044"]),
        ("i grundärende SI 2025:6243, Utöva", ["SI 2025:6243"]),
        ("ärende 43-2017:7751", ["43-2017:7751"]),
        ("Dnr 2021/0456", ["2021/0456"]),
        ("UTBN 2020-00345", ["UTBN 2020-00345"]),
        ("BUN 2021/00123-5", ["BUN 2021/00123"]),
        ("Dnr 2021/22 och 2021/2022", []),
        ("år 2021/45", []),
        # Statutes, reports, licences, courts and so on.
        ("skollagen (2010:800)", []),
        ("SFS 2010:800", []),
        ("gymnasieförordningen (2010:2039)", []),
        ("lagen (2018:1197) om", []),
        ("2010:800", []),
        ("SOU 2022:53", []),
        ("Ds 2026:17", []),
        ("prop. 2021/22:45", []),
        ("SKOLFS 2018:50", []),
        ("rapport 2009:5", []),
        ("Skolinspektionens rapport 2014:06", []),
        ("JO 6786-2013", []),
        ("dnr 3.1.1-2018-0238", []),
        ("Skolverkets tillstånd 2002:1566", []),
        ("licens 01:1408", []),
        ("(SOU 2026:50) U2026/01497", []),
        ("ritning SI 2023:14 och SI 2023:15", []),
        ("upphandling 43-2020:117", []),
        ("HFD 2020:28", []),
        ("mål nr 1234-19", []),
        ("3635/90", []),
        ("läsåret 2022/2023", []),
        ("2018-06-20", []),
        ("2019-1274", []),
        ("2015:3364", []),
        ("212000-0142", []),
        ("19850712-1234", []),
        ("08-586 082 47", []),
        ("kl. 13:00, 1 kap. 9 §", []),
        ("Bibeln 2000:3", []),
    ],
)  # fmt: skip
def test_case_numbers_of_a_text(text: str, expected: list[str]) -> None:
    assert [str(found.value) for found in c.find_case_numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("skollagen (2010:800)", "statute"),
        ("SFS 2018:49", "statute"),
        ("SOU 2022:53", "inquiry"),
        ("rapport 2009:5", "report"),
        ("JO 6786-2013", "ombudsman"),
        ("3.1.1-2018-0238", "audit_office"),
        ("tillstånd 2002:1566", "licence"),
        ("01:1408", "licence"),
        ("U2026/01497", "government"),
        ("ritning SI 2023:14", "drawing"),
        ("upphandling 43-2020:117", "procurement"),
        ("HFD 2020:28", "court"),
    ],
)
def test_look_alikes_are_told_as_what_they_are(text: str, kind: str) -> None:
    assert [found.value.look_alike for found in c.find_candidates(text)] == [kind]


def test_labels_and_places() -> None:
    text = "Diarienummer: 43-2015:2430. Beslut i SI 2022:1, dnr 2019-1274."
    assert [(f.value.label, f.within(text)) for f in c.find_candidates(text)] == [
        ("diarienummer", "43-2015:2430"),
        ("", "SI 2022:1"),
        ("dnr", "2019-1274"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dnr SI2022:4573", "SI 2022:4573"),
        (" 43 - 2015 : 2430 ", "43-2015:2430"),
        ("2019-1274", "2019-1274"),
        ("dnr 2015:3364", "2015:3364"),
        ("bun/2018:452", None),
        ("2010:800", None),
        ("SI 2022:1 och SI 2022:2", None),
        ("", None),
        ("SI", None),
    ],
)
def test_parsing_one(text: str, expected: str | None) -> None:
    number = c.parse_case_number(text)
    assert (number and str(number)) == expected


NUMBERS = st.one_of(
    st.builds("SI {}:{}".format, st.integers(2018, 2030), st.integers(1, 99999)),
    st.builds("{}-{}:{}".format, st.integers(10, 499), st.integers(2003, 2019), st.integers(1, 99999)),
    st.builds("{} {}/{:04}".format, st.sampled_from(["BUN", "UN"]), st.integers(2003, 2030), st.integers(1, 999)),
)  # fmt: skip


@given(NUMBERS, st.sampled_from(["", "Dnr ", "diarienummer: ", "("]))
def test_the_normal_form_is_read_back(text: str, before: str) -> None:
    number = c.parse_case_number(text)
    assert number is not None
    assert str(number) == text
    (found,) = c.find_case_numbers(f"{before}{text}, inkom")
    assert found.value == number


@given(st.text(alphabet="0123456789 :/-SIBUNdnr.()", max_size=60))
def test_noise_does_not_break_it(text: str) -> None:
    for found in c.find_candidates(text):
        assert 0 <= found.start < found.end <= len(text)


def test_no_number_of_the_corpus_is_missed_and_none_invented(shared: Path) -> None:
    """Every case number of the gold is found in its text; what is found beyond is told here."""
    for gold_path in sorted((shared / "reading" / "dev").glob("*.gold.json")):
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        text = gold_path.with_name(gold_path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
        wanted = {n for n in [gold["case_number"], *gold["related_case_numbers"]] if n}
        assert {str(f.value) for f in c.find_case_numbers(text)} == wanted, gold_path.name
