"""The reading of whole documents: values, their places, doubts, and what must not be asserted."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.reading import read_text
from likvard.terms.dates import find_written_dates
from likvard.terms.weeks import find_written_weeks

DECISION = """\
Skolinspektionen

Beslut
2017-03-02
1 (2)
Dnr 43-2016:7411

Falköpings kommun
Barn- och utbildningsnämnden
Rektorn vid Hjortronskolan 4–6

Beslut för grundskola efter tillsyn i Hjortronskolan 4–6 i Falköpings kommun

Skolinspektionen har genomfört regelbunden tillsyn av grundskolan vid
Hjortronskolan 4–6. Skolan besöktes den 17 och 18 januari 2017. Huvudman för
skolan är Falköpings kommun. Hjortronskolan F–3 ingår inte i tillsynen.

Arbetsområde                   Typ av ingripande       Senaste datum för redovisning
Undervisning och lärande       Föreläggande vid vite   2017-06-15
Extra anpassningar och         Anmärkning
särskilt stöd
Trygghet och studiero          Inga brister

Skolinspektionens beslut

Föreläggande vid vite

Skolinspektionen förelägger med stöd av 26 kap. 10 och 27 §§ skollagen (2010:800)
Falköpings kommun att vid vite av 450.000 kronor senast den 15 juni 2017 avhjälpa
bristen. I ett tidigare beslut den 4 maj 2013 (dnr 43-2012:118) förelades kommunen
vid vite av 200 000 kronor.

Anmärkning

Skolinspektionen tilldelar med stöd av 26 kap. 11 § skollagen Falköpings kommun en
anmärkning.


Skolinspektionen
Beslut
2017-03-02
Dnr 43-2016:7411
2 (2)

Undervisning och lärande

Skolinspektionen konstaterar att skolan inte uppfyller författningskraven avseende
att:

• Eleverna ges ledning och stimulans i alla ämnen. (3 kap. 3 § skollagen)

Åtgärder

• Se till att undervisningen planeras efter elevernas behov.

Extra anpassningar och särskilt stöd

Skolan uppfyller inte författningskraven avseende att:

• Behovet av särskilt stöd utreds skyndsamt. (3 kap. 8 § skollagen)

På Skolinspektionens vägnar

Beslutet har fattats av enhetschef Tora Lindmyr. Utredare Bo Askerot har varit
föredragande. I handläggningen har även utredare Iris Falk deltagit.
"""

LETTER = """\
Skolinspektionen
Informationsbrev
2024-11-18
Dnr SI 2024:9911

Planerad kvalitetsgranskning av Skövde kommuns ansvarstagande för grundskolan

Skolinspektionen kommer att genomföra en planerad kvalitetsgranskning hos er.

Utse en kontaktperson inom två veckor från dagens datum. Vi behöver följande
dokument senast fredagen i vecka 50.

Synpunkter på sakfel ska ha kommit in senast den 14 februari.

Intervjuerna genomförs digitalt under veckorna 3–4. Rektorerna för Björkskolan och
Granskolan intervjuas. Deras skolor bedöms inte.
"""

NEWS = """\
KUSTPOSTEN
Publicerad 6 mars 2024

Bussar utan vite

Bolaget måste enligt avtalet (upphandling 43-2020:117) betala ett vite på 25 000
kronor. Anbud lämnas senast den 28 mars 2024. Ritning SI 2023:14 finns hos kommunen.
"""

FOLLOW_UP = """\
Skolinspektionen
Beslut
2022-04-06
Dnr SI 2020:4410

Mora kommun

Beslut efter uppföljning av regelbunden kvalitetsgranskning av Tallskolan i Mora kommun

I beslut den 3 maj 2021 angavs att huvudmannen senast den 1 december 2021 skulle
redovisa åtgärder. Redovisningen kom in den 30 november 2021.

Rektors ledarskap

Bedömningen var: Rektorn leder i låg utsträckning utbildningen. Ett utvecklingsarbete
behövde inledas inom följande del:

• Rektorn behöver följa upp resultaten i alla ämnen.

Ytterligare kvalitetshöjande åtgärder behövs.

Skolinspektionen avslutar granskningen.
"""


@pytest.fixture(scope="module")
def decision():
    return read_text(DECISION)


def test_what_a_decision_says(decision):
    record = decision.record
    assert record["document_type"] == "decision"
    assert record["review_kind"] == "planned_supervision"
    assert record["case_number"] == "43-2016:7411"
    assert record["related_case_numbers"] == ["43-2012:118"]
    assert record["date"] == "2017-03-02"
    assert record["organiser"] == {"name": "Falköpings kommun", "kind": "municipality"}
    assert record["municipality_code"] == "1499"
    assert record["school_units"] == ["Hjortronskolan 4–6"]
    assert record["school_forms"] == ["compulsory"]
    assert record["deadlines"] == [{"date": "2017-06-15", "what": "response"}]
    assert record["periods"] == [{"from": "2017-01-17", "to": "2017-01-18", "what": "visit"}]
    assert record["interventions"] == [
        {"kind": "order_with_fine", "fine_sek": 450_000},
        {"kind": "remark", "fine_sek": None},
    ]
    assert record["outcome"] == "open"
    assert [(p["name"], p["title"], p["role"]) for p in record["people"]] == [
        ("Tora Lindmyr", "enhetschef", "decides"),
        ("Bo Askerot", "utredare", "reports"),
        ("Iris Falk", "utredare", "investigator"),
    ]


def test_areas_of_a_decision(decision):
    areas = decision.record["areas"]
    assert [(a["name"], a["judgement"], a["intervention"], a["deadline"]) for a in areas] == [
        ("Undervisning och lärande", "deficiency", "order_with_fine", "2017-06-15"),
        ("Extra anpassningar och särskilt stöd", "deficiency", "remark", None),
        ("Trygghet och studiero", "no_deficiency", None, None),
    ]
    # Requirement sentences, without their statutes; no measures.
    assert [f["text"] for a in areas for f in a["findings"]] == [
        "Eleverna ges ledning och stimulans i alla ämnen.",
        "Behovet av särskilt stöd utreds skyndsamt.",
    ]
    assert areas[0]["legal_basis"] == ["3 kap. 3 § skollagen"]


def test_a_letter_counts_from_its_own_date():
    record = read_text(LETTER).record
    assert record["document_type"] == "information_letter"
    assert record["deadlines"] == [
        {"date": "2024-12-02", "what": "contact_person"},
        {"date": "2024-12-13", "what": "documents"},
        {"date": "2025-02-14", "what": "fact_check"},
    ]
    assert record["periods"] == [{"from": "2025-01-13", "to": "2025-01-26", "what": "interviews"}]
    assert record["school_units"] == []


def test_a_follow_up_lists_no_deadline_that_has_passed():
    record = read_text(FOLLOW_UP).record
    assert (record["document_type"], record["outcome"], record["received"]) == (
        "followup_decision",
        "closed",
        "2021-11-30",
    )
    assert record["deadlines"] == []
    assert [(a["name"], a["judgement"], a["follow_up"]) for a in record["areas"]] == [
        ("Rektors ledarskap", "low", "further_needed")
    ]
    assert {"date": "2021-12-01", "what": "deadline_passed"}.items() <= record["timeline"][1].items()


def test_news_asserts_nothing_of_a_review():
    record = read_text(NEWS).record
    assert (record["document_type"], record["date"]) == ("other", "2024-03-06")
    empty = (
        "case_number",
        "organiser",
        "review_kind",
        "outcome",
        "deadlines",
        "interventions",
        "related_case_numbers",
        "people",
        "areas",
    )
    assert {name: record[name] for name in empty if record[name]} == {}


def test_a_torn_case_number_is_doubtful_never_asserted():
    reading = read_text(DECISION.replace("Dnr 43-2016:7411", "Dnr :7411"))
    assert reading.record["case_number"] is None
    assert ("case_number", "damaged_number") in {(d["field"], d["reason"]) for d in reading.doubtful}


def test_pages_that_disagree_on_the_number_make_it_doubtful():
    text = DECISION.replace("Dnr 43-2016:7411", "Dnr 43-2016:7417", 1)
    pages = text + "\n\nSkolinspektionen\nBeslut\n2017-03-02\nDnr 43-2016:7411\n3 (3)\n"
    reading = read_text(pages)
    assert reading.record["case_number"] in (None, "43-2016:7411")


def test_an_amount_that_lost_its_digits_is_none():
    record = read_text(DECISION.replace("450.000 kronor", "kronor")).record
    assert record["interventions"][0] == {"kind": "order_with_fine", "fine_sek": None}


def test_a_relative_time_from_service_is_not_opened():
    text = LETTER.replace("två veckor från dagens datum", "två veckor från det att ni fått brevet")
    assert "contact_person" not in {d["what"] for d in read_text(text).record["deadlines"]}


def _asserted(record):
    """(path, value) of every value that a record asserts."""
    for name, value in record.items():
        if name in ("schema", "timeline") or value in (None, []):
            continue
        if not isinstance(value, (list, dict)):
            yield name, value
        elif isinstance(value, dict):
            yield from ((f"{name}.{key}", part) for key, part in value.items() if part is not None)
        else:
            for number, one in enumerate(value):
                if not isinstance(one, dict):
                    yield f"{name}[{number}]", one
                    continue
                yield from ((f"{name}[{number}]{path}", part) for path, part in _within(one))


def _within(thing):
    for key, part in thing.items():
        if part is None or part == []:
            continue
        if isinstance(part, list):
            for number, one in enumerate(part):
                if isinstance(one, dict):
                    yield from ((f".{key}[{number}]{path}", value) for path, value in _within(one))
                else:
                    yield f".{key}[{number}]", one
        else:
            yield f".{key}", part


@pytest.mark.parametrize("text", [DECISION, LETTER, NEWS, FOLLOW_UP])
def test_every_value_has_its_place(text):
    reading = read_text(text)
    places = {e["field"]: e for e in reading.evidence}
    asserted = dict(_asserted(reading.record))
    assert {path for path in places if not path.startswith("timeline")} == set(asserted)
    for path, value in asserted.items():
        start, end = places[path]["span"]
        printed = reading.source.text[start:end]
        assert printed.strip(), path
        assert places[path]["value"] == value
        assert 0.5 <= places[path]["confidence"] <= 1
        if path.endswith((".date", "date", ".from", ".to", "received", ".deadline")):
            _supports_day(printed, date.fromisoformat(value), reading, path)
        elif path.endswith("fine_sek"):
            assert str(value) in printed.replace(".", "").replace(" ", "")
        elif path.startswith(("people", "school_units", "organiser.name", "authority")) and path.endswith(
            ("name", "]", "email", "authority")
        ):
            # An organiser may stand in the genitive: "Skövde kommuns".
            assert " ".join(printed.split()).casefold().removesuffix("s") == str(value).casefold().removesuffix("s")


def _supports_day(printed, day, reading, path):
    """The day stands there, or weeks do, or a relative time counted from the document's own date."""
    written = find_written_dates(printed)
    if written:
        assert (day.month, day.day) in {(w.value.month, w.value.day) for w in written}, path
    else:
        assert find_written_weeks(printed) or "från dagens datum" in printed, path


def test_json_holds_record_evidence_and_doubts(decision):
    value = decision.to_json()
    assert set(value) == {*decision.record, "evidence", "doubtful"}
    assert value["schema"] == "likvard.reading/1"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_mutation_breaks_the_reader(data):
    text = data.draw(st.sampled_from([DECISION, LETTER, NEWS, FOLLOW_UP]))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, max(0, len(text) - 1)))
        length = data.draw(st.integers(0, 60))
        text = text[:place] + data.draw(st.text(max_size=12)) + text[place + length :]
    reading = read_text(text)
    for entry in [*reading.evidence, *reading.doubtful]:
        start, end = entry["span"]
        assert 0 <= start <= end <= len(reading.source.text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read(text):
    assert read_text(text).record["schema"] == "likvard.reading/1"
