"""Review kinds, scales, interventions, amounts and kinds of organiser as decisions word them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import amounts, interventions, organiser_kinds, review_kinds, scales
from likvard.terms.municipalities import all_municipalities
from likvard.terms.statutes import parse_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("en regelbunden kvalitetsgranskning", [("planned_quality_audit", "regelbunden kvalitetsgranskning")]),
        ("den planerade kvalitetsgranskningen av", [("planned_quality_audit", "planerad kvalitetsgranskning")]),
        ("Planerad tillsyn, Skolenhetsnivå", [("planned_supervision", "planerad tillsyn")]),
        ("bastillsynen och prioriterad\ntillsyn", [("planned_supervision", "bastillsyn"),
                                                    ("planned_supervision", "prioriterad tillsyn")]),
        ("RIKTAD TILLSYN", [("targeted_supervision", "riktad tillsyn")]),
        ("tematiska kvalitetsgranskningar", [("thematic_quality_audit", "tematisk kvalitetsgranskning")]),
        ("Vidgad kvalitetsgranskning", [("extended_quality_audit", "vidgad kvalitetsgranskning")]),
        ("ägar- och ledningsprövningen", [("owner_and_management_review", "ägar- och ledningsprövning")]),
        ("tillsyn under första verksamhetsåret",
         [("first_year_supervision", "tillsyn under första verksamhetsåret")]),
        ("Utbildningsinspektionens besök", [("education_inspection", "utbildningsinspektion")]),
        ("kvartsamtal och kvalitetsdialoger", [("quality_dialogue", "kvartsamtal"),
                                               ("quality_dialogue", "kvalitetsdialog")]),
        ("tillsynen och kvalitetsgranskningen", []),
        ("utbildningsinspektionsområde", []),
    ],
)  # fmt: skip
def test_review_kinds(text: str, expected: list[tuple[str, str]]) -> None:
    found = review_kinds.find_review_kinds(text)
    assert [(f.value.kind.code, f.value.name.name) for f in found] == expected


def test_one_kind_two_names() -> None:
    kind = review_kinds.by_code("planned_quality_audit")
    assert kind is not None
    assert kind.name == "planerad kvalitetsgranskning"
    assert kind.name_at(date(2023, 6, 30)) == "regelbunden kvalitetsgranskning"
    assert kind.name_at(date(2023, 7, 1)) == "planerad kvalitetsgranskning"
    assert kind.name_at(date(2017, 1, 1)) is None


def test_the_codes_are_those_of_the_record() -> None:
    assert {kind.code for kind in review_kinds.all_review_kinds()} == {
        "planned_quality_audit", "extended_quality_audit", "thematic_quality_audit", "planned_supervision",
        "targeted_supervision", "thematic_supervision", "establishment_control", "first_year_supervision",
        "owner_and_management_review", "education_inspection", "quality_dialogue", "report_of_concern", "other",
    }  # fmt: skip


@pytest.mark.parametrize("kind", review_kinds.all_review_kinds(), ids=lambda kind: kind.code)
def test_every_name_comes_back(kind: review_kinds.ReviewKind) -> None:
    for one in kind.names:
        assert review_kinds.parse_review_kind(one.name.upper()) == kind
    assert review_kinds.parse_review_kind(kind.code) == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i hög utsträckning", ["high"]),
        ("I LÅG UTSTRÄCKNING", ["low"]),
        ("i lag utstrackning", ["low"]),
        ("i flera\ndelar", ["some"]),
        ("inga brister", ["no_deficiency"]),
        ("två brister och en brist", ["deficiency", "deficiency"]),
        ("bristfällig", []),
    ],
)
def test_judgements(text: str, expected: list[str]) -> None:
    assert [f.value for f in scales.find_judgements(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bristen kvarstår delvis", ["partly_remaining"]),
        ("bristen kvarstår", ["remaining"]),
        ("är inte avhjälpt", ["remaining"]),
        ("Brist avhjälpt", ["remedied"]),
        ("i linje med Skolinspektionens bedömning", ["in_line"]),
        ("ytterligare kvalitetshöjande åtgärder behövs", ["further_needed"]),
        ("ytterligare kvalitetshéjande atgarder behdvs", []),
    ],
)
def test_follow_ups(text: str, expected: list[str]) -> None:
    assert [f.value for f in scales.find_follow_ups(text)] == expected


def test_scales_are_ordered_and_kept_apart() -> None:
    assert scales.is_better("high", "some")
    assert not scales.is_better("low", "low")
    assert scales.is_better("no_deficiency", "deficiency")
    with pytest.raises(ValueError, match="different scales"):
        scales.is_better("high", "deficiency")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("förelägger med stöd av 26 kap. 10 §", ["order"]),
        ("Föreläggande vid vite", ["order_with_fine"]),
        ("vitesföreläggandet", ["order_with_fine"]),
        ("tilldelas en anmärkning", ["remark"]),
        ("avstår från ingripande", ["refrain"]),
        ("avstå från att ingripa", ["refrain"]),
        ("återkallar godkännandet", ["revocation"]),
        ("tillfälligt verksamhetsförbud", ["ban"]),
        ("statliga åtgärder för rättelse", ["state_measures"]),
    ],
)
def test_interventions(text: str, expected: list[str]) -> None:
    assert [f.value.code for f in interventions.find_interventions(text)] == expected


def test_interventions_stand_in_order_and_on_law() -> None:
    codes = [one.code for one in interventions.all_interventions()]
    assert codes == ["refrain", "remark", "order", "order_with_fine", "ban", "state_measures", "revocation"]
    assert [interventions.severity(code) for code in codes] == list(range(7))
    for one in interventions.all_interventions():
        assert len(parse_references(f"{one.section} skollagen")) == 1
    with pytest.raises(ValueError, match="no such intervention"):
        interventions.severity("warning")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vite av 700 000 kronor", [700_000]),
        ("600.000 kronor", [600_000]),
        ("ett vite på 900 000:- som", [900_000]),
        ("1000 000 kr", [1_000_000]),
        ("350\u00a0000 kr,", [350_000]),
        ("1,5 miljoner kronor", [1_500_000]),
        ("2 miljoner kronor", [2_000_000]),
        ("0,5 miljoner kronor", [500_000]),
        ("en miljon kronor, två miljoner kronor", [1_000_000, 2_000_000]),
        ("en halv miljon kronor", [500_000]),
        ("1 000 000 (en miljon) kronor", [1_000_000]),
        ("SEK 500 000", [500_000]),
        ("sju miljoner elever", []),
        ("0 kronor", []),
        ("400 tkr", [400_000]),
        ("500000 kronor", [500_000]),
        ("500 000,00 kronor", [500_000]),
        ("vite av kronor senast den 31 januari 2018", []),
        ("120 kronor och 50 öre", [120]),
        ("12,50 kronor", []),
        ("17 elever", []),
        ("2 kronobergare", []),
    ],
)
def test_amounts(text: str, expected: list[int]) -> None:
    assert [f.value for f in amounts.find_amounts(text)] == expected


@given(st.integers(1, 999_999_999))
def test_a_printed_amount_is_read_back(kronor: int) -> None:
    assert amounts.parse_amount(amounts.format_amount(kronor)) == kronor
    assert amounts.parse_amount(f"{kronor} kr") == kronor


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("STOCKHOLMS KOMMUN", "municipality"),
        ("Malmö stad", "municipality"),
        ("Region Gotland", "municipality"),
        ("JÄMTLANDS GYMNASIEFÖRBUND", "municipality"),
        ("Kunskapsförbundet Väst", "municipality"),
        ("REGION STOCKHOLM", "region"),
        ("VÄSTRA GÖTALANDSREGIONEN", "region"),
        ("SPECIALPEDAGOGISKA SKOLMYNDIGHETEN", "state"),
        ("SAMESKOLSTYRELSEN", "state"),
        ("Sveaskolan AB", "independent"),
        ("STOCKA SKOLA EKONOMISK FÖRENING", "independent"),
        ("STIFTELSEN SÖDERKÖPINGS WALDORFSKOLA", "independent"),
        ("HAPARANDA MONTESSORIFÖRENING", "independent"),
        ("Eruditia", None),
    ],
)
def test_an_organisers_name_tells_its_kind(name: str, kind: str | None) -> None:
    assert organiser_kinds.of_name(name) == kind


@pytest.mark.parametrize("one", all_municipalities(), ids=lambda one: one.code)
def test_every_municipality_is_one(one: object) -> None:
    assert organiser_kinds.of_name(one.official_name) == "municipality"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Kommunal      ", "municipality"),
        ("Enskild", "independent"),
        ("Region", "region"),
        ("Statlig", "state"),
        ("82", None),
    ],
)
def test_register_words(word: str, kind: str | None) -> None:
    assert organiser_kinds.by_register_word(word) == kind
