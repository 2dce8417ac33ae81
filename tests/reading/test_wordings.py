"""Wordings met in one document or another, each with what it says and nothing more."""

import pytest

from likvard.reading import read_text

DECISION = """\
Skolinspektionen
Beslut
{day}
Dnr SI 2022:7788

Nora kommun
Rektorn vid Furumyrskolan

{title}

{body}

På Skolinspektionens vägnar

Tora Lindmyr
Enhetschef
"""
LETTER = """\
Skolinspektionen                            Informationsbrev
                                            2021-09-06
                                            Dnr SI 2021:5566

Nora kommun
Skolchefen

Planerad tillsyn av skolor i Nora kommun

{body}

Bo Askerot
utredare
"""
MEMO = """\
Nora kommun                                  TJÄNSTESKRIVELSE
Barn- och utbildningsförvaltningen           2020-03-02

Redovisning efter {kind} av Furumyrskolan

Förslag till beslut

Nämnden godkänner redovisningen.

Bakgrund

{body}

Barnets bästa
Har beaktats.
"""
SUPERVISED = "Beslut för grundskola efter planerad tillsyn av Furumyrskolan i Nora kommun"
AUDITED = "Beslut efter planerad kvalitetsgranskning av Furumyrskolan i Nora kommun"
FOLLOWED = "Uppföljning av planerad kvalitetsgranskning av Furumyrskolan i Nora kommun"


def _decision(body: str, title: str = SUPERVISED, day: str = "2023-04-20") -> dict:
    return read_text(DECISION.format(body=body, title=title, day=day)).record


def _letter(body: str) -> dict:
    return read_text(LETTER.format(body=body)).record


def _memo(body: str, kind: str = "planerad tillsyn") -> dict:
    return read_text(MEMO.format(body=body, kind=kind)).record


@pytest.mark.parametrize(
    ("body", "deadlines"),
    [
        ("Ni kan lämna synpunkter på sakuppgifterna till och med den 13 april 2022.", [("2022-04-13", "fact_check")]),
        ("Senast den 4 oktober skickar ni in den plan som gäller för skolan.", [("2021-10-04", "documents")]),
        ("Säg till, senast den 29 oktober, vem vi ska vara i kontakt med.", [("2021-10-29", "contact_person")]),
        ("Svaret ska vara Skolinspektionen till handa den 15 november 2021.", [("2021-11-15", "response")]),
    ],
)
def test_last_days_of_a_letter(body, deadlines):
    assert [(d["date"], d["what"]) for d in _letter(body)["deadlines"]] == deadlines


@pytest.mark.parametrize(
    ("body", "periods"),
    [
        ("Vi kommer till skolan den 19 och 20 oktober.", [("2021-10-19", "2021-10-20", "visit")]),
        ("Den 19 och 20 oktober 2021. Två utredare besöker skolan.", [("2021-10-19", "2021-10-20", "visit")]),
        ("Den 19 oktober 2021. Beslutet är offentligt.", []),
    ],
)
def test_days_of_a_visit(body, periods):
    assert [(p["from"], p["to"], p["what"]) for p in _letter(body)["periods"]] == periods


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Granskningen gäller Furumyrens skola i Nora kommun. Rektorn intervjuas.", "Furumyrens skola"),
        ("Vi kommer att genomföra tillsyn av den nya grundskolan Furumyrens skola i Nora kommun.", "Furumyrens skola"),
    ],
)
def test_units_of_a_letter(body, name):
    assert _letter(body)["school_units"] == [name]


def test_a_unit_behind_the_form_of_the_school():
    title = "Etableringskontroll av den planerade gymnasieskolan Myrens estetgymnasium i Nora kommun"
    text = DECISION.format(body="Skolinspektionen avslutar ärendet.", title=title, day="2023-04-20")
    assert read_text(text.replace("Rektorn vid Furumyrskolan\n", "")).record["school_units"] == [
        "Myrens estetgymnasium"
    ]


def test_a_unit_whose_organiser_is_addressed():
    letter = LETTER.format(body="Vi ber er att utse en kontaktperson.").replace(
        "skolor i Nora kommun", "fristående skolor"
    )
    record = read_text(letter.replace("Nora kommun\nSkolchefen", "Till huvudmannen för Furumyrskolan")).record
    assert record["school_units"] == ["Furumyrskolan"]


def test_an_amount_in_brackets_behind_its_words():
    body = (
        "Skolinspektionen förelägger med stöd av 26 kap. 10 och 27 §§ skollagen Nora kommun att vid vite av "
        "fyrahundratusen (400 000) kronor senast den 1 november 2023 avhjälpa bristerna."
    )
    assert _decision(body)["interventions"] == [{"kind": "order_with_fine", "fine_sek": 400_000}]


def test_a_risk_that_a_press_release_tells_is_the_order_with_its_fine():
    text = """\
Pressmeddelande
Publicerad 3 juni 2024

Skolinspektionen kräver bättre stöd på Furumyrskolan

Skolinspektionen förelägger Furumyrens Skolor AB att rätta till brister på Furumyrskolan i Nora kommun. Bolaget
riskerar ett vite på 225 000 kronor.
"""
    assert read_text(text).record["interventions"] == [{"kind": "order_with_fine", "fine_sek": 225_000}]


def test_the_number_of_a_licence_is_no_case():
    body = "Bolaget fick sitt godkännande av Skolverket (dnr 2005:3311). Skolan har granskats förr (dnr 43-2011:811)."
    assert _decision(body)["related_case_numbers"] == ["43-2011:811"]


@pytest.mark.parametrize(
    "line",
    [
        "Skolinspektionen tog emot kommunens redovisning den 14 september 2022.",
        "Redovisningen kom in till Skolinspektionen den 14 september 2022.",
    ],
)
def test_when_the_answer_came(line):
    assert _decision(line, FOLLOWED)["received"] == "2022-09-14"


def test_areas_with_their_judgement_behind_a_dash():
    body = """\
Skolinspektionen har granskat skolan, SI 2019:5520.

Rektors ledarskap – i flera delar
- Rektorn behöver skapa samsyn i personalen.

Undervisning – i hög utsträckning"""
    areas = _memo(body, "regelbunden kvalitetsgranskning")["areas"]
    assert [(a["name"], a["judgement"], [f["text"] for f in a["findings"]]) for a in areas] == [
        ("Rektors ledarskap", "some", ["Rektorn behöver skapa samsyn i personalen."]),
        ("Undervisning", "high", []),
    ]


def test_levels_behind_their_areas_in_one_sentence():
    body = (
        "I beslut den 24 oktober 2019 bedöms Undervisning ha uppnått kvalitet i flera delar och Trygghet och "
        "studiero i hög utsträckning."
    )
    areas = _memo(body, "planerad kvalitetsgranskning")["areas"]
    assert [(a["name"], a["judgement"]) for a in areas] == [("Undervisning", "some"), ("Trygghet och studiero", "high")]


def test_what_a_memo_says_is_lacking():
    body = """\
Skolinspektionen har i beslut den 29 oktober 2019 (dnr SI 2019:2206) förelagt Nora kommun att avhjälpa brister.

Elevhälsa
Eleverna har inte haft tillgång till skolläkare (2 kap. 25 § skollagen)."""
    record = _memo(body)
    assert [(a["name"], a["judgement"], [f["text"] for f in a["findings"]]) for a in record["areas"]] == [
        ("Elevhälsa", "deficiency", ["Eleverna har inte haft tillgång till skolläkare"]),
    ]
    assert record["interventions"] == [{"kind": "order", "fine_sek": None}]


def test_an_area_that_opens_with_its_judgement():
    body = """\
Undervisning som främjar lärande

Undervisningen är i hög utsträckning anpassad till elevernas behov. Inget utvecklingsområde har identifierats.

Lärarna ger stöd. Författningsstöd: 3 kap. 2 § skollagen."""
    areas = _decision(body, AUDITED)["areas"]
    assert [(a["name"], a["judgement"], a["legal_basis"]) for a in areas] == [
        ("Undervisning som främjar lärande", "high", ["3 kap. 2 § skollagen"])
    ]


def test_a_follow_up_that_lists_its_areas_and_repeats_what_was_lacking():
    body = """\
Skolinspektionens beslut

Skolinspektionen bedömer att de åtgärder som har redovisats ligger i linje med vad som behövs inom följande områden:

• Undervisning
• Bedömning och betygssättning

Granskningen avslutas.

Undervisning

Utvecklingsområde i beslutet från 2021: Undervisningen behöver ge eleverna möjlighet att pröva argument.

Bedömning och betygssättning

Utvecklingsområde i beslutet från 2021: Rektorn behöver följa upp att betygen sätts likvärdigt."""
    areas = _decision(body, FOLLOWED)["areas"]
    assert [(a["name"], a["follow_up"], [f["text"] for f in a["findings"]]) for a in areas] == [
        ("Undervisning", "in_line", ["Undervisningen behöver ge eleverna möjlighet att pröva argument."]),
        ("Bedömning och betygssättning", "in_line", ["Rektorn behöver följa upp att betygen sätts likvärdigt."]),
    ]


def test_a_follow_up_that_labels_what_was_lacking():
    body = """\
Undervisning och lärande

Bristen: Undervisningen planeras inte så att eleverna får sin tid. (9 kap. 3 § skolförordningen)

Bedömning: Bristen är avhjälpt."""
    areas = _decision(body, "Uppföljning av planerad tillsyn av Furumyrskolan i Nora kommun")["areas"]
    assert [(a["name"], a["follow_up"], [f["text"] for f in a["findings"]]) for a in areas] == [
        ("Undervisning och lärande", "remedied", ["Undervisningen planeras inte så att eleverna får sin tid."])
    ]


def test_an_address_that_spells_a_name():
    record = _letter("Svara med e-post till bo.askerot@skolinspektionen.example eller registrator@example.org.")
    assert [(p["name"], p["email"]) for p in record["people"]] == [
        ("Bo Askerot", "bo.askerot@skolinspektionen.example")
    ]


def test_who_decided_by_the_words_according_to():
    record = _decision("Enligt beslut av enhetschef Sten Åkerlind.")
    assert ("Sten Åkerlind", "decides") in [(p["name"], p["role"]) for p in record["people"]]


def test_news_of_the_authority_is_a_press_release():
    text = """\
Hem / Nyheter

# Skolinspektionen kräver åtgärder av Nora kommun

*Publicerad: 2016-02-18*

Nora kommun måste förbättra vuxenutbildningen. Senast den 30 juni 2016 ska kommunen redovisa vad som har gjorts.

– Det här är elever som ofta har misslyckats tidigare, säger utredaren Bo Askerot.

För ytterligare information:
Bo Askerot, utredare, tel. 08-000 01 14
"""
    record = read_text(text).record
    assert (record["document_type"], [d["date"] for d in record["deadlines"]]) == ("press_release", ["2016-06-30"])


def test_a_place_within_a_schools_name_is_no_municipality():
    title = "Beslut för grundskola efter tillsyn i Klippans skola i Hylte kommun"
    record = _decision("Tillsynen avslutas.", title)
    assert (record["municipality_code"], record["school_units"][0]) == ("1315", "Klippans skola")


def test_a_unit_in_the_line_under_the_title():
    text = DECISION.format(
        body="Tillsynen avslutas.", title="Tillsyn i Nora kommun\nFuruskogens skola", day="2023-04-20"
    )
    assert read_text(text.replace("Rektorn vid Furumyrskolan\n", "")).record["school_units"] == ["Furuskogens skola"]


def test_a_company_is_no_unit():
    title = "Återkallelse av godkännande efter ägar- och ledningsprövning av Furumyrens Friskola AB"
    body = (
        "Skolinspektionen återkallar godkännandet av Furumyrens Friskola AB som huvudman för grundskolan Furumyrskolan "
        "i Nora kommun efter tillsyn."
    )
    text = DECISION.format(body=body, title=title, day="2023-04-20")
    record = read_text(text.replace("Rektorn vid Furumyrskolan\n", "").replace("Nora kommun\n", "", 1)).record
    assert record["school_units"] == ["Furumyrskolan"]
    assert record["organiser"] == {"name": "Furumyrens Friskola AB", "kind": "independent"}


def test_cells_of_a_table_that_one_space_parts():
    body = """\
Område                                  Ingripande              Redovisning senast
1. Undervisning och lärande             Föreläggande vid vite   2023-10-06
2. Extra anpassningar och särskilt stöd Ingen brist konstaterad
3. Bedömning och betygssättning         Anmärkning"""
    areas = _decision(body)["areas"]
    assert [(a["name"], a["judgement"], a["intervention"], a["deadline"]) for a in areas] == [
        ("Undervisning och lärande", "deficiency", "order_with_fine", "2023-10-06"),
        ("Extra anpassningar och särskilt stöd", "no_deficiency", None, None),
        ("Bedömning och betygssättning", "deficiency", "remark", None),
    ]


def test_minutes_of_a_municipality_that_no_list_holds():
    text = """\
Kvarnsviks kommun
Barn- och familjenämnden
Protokoll 2019-09-24

§ 88 Yttrande till Skolinspektionen                BFN 2019/233

Beslut
Barn- och familjenämnden antar förvaltningens yttrande.

Ärendet
Skolinspektionen har inlett riktad tillsyn av Storsjöskolan i Kvarnsviks kommun (dnr 41-2019:5170).

Ordförande: Christina Bäck
Justerare: Olof Tjäder
"""
    assert read_text(text).record["organiser"] == {"name": "Kvarnsviks kommun", "kind": "municipality"}
