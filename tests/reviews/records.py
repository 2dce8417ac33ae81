"""Records of one review in our own words: what the reader would make of a letter, a decision and a follow-up."""

from typing import Any

ANALYSIS = "Huvudmannens analys av resultat och trygghet"
SUPPORT = "Huvudmannens kompensatoriska arbete"
WHY = "Huvudmannen behöver ta reda på varför resultaten skiljer sig åt mellan stadens norra och södra skolor."
GROUPS = "Huvudmannen behöver följa upp resultaten för de grupper som är små i varje skola men stora tillsammans."
TARGET = "Huvudmannen behöver rikta sina insatser till de elever som har längst väg till målen."


def a_record(document_type: str, **fields: Any) -> dict[str, Any]:
    """A record of version 1 with nothing in it but what is given."""
    return {
        "schema": "likvard.reading/1",
        "document_type": document_type,
        "review_kind": "planned_quality_audit",
        "review_kind_printed": "planerad kvalitetsgranskning",
        "case_number": "SI 2024:7001",
        "related_case_numbers": [],
        "date": None,
        "authority": "Skolinspektionen",
        "organiser": {"name": "Almviks kommun", "kind": "municipality"},
        "municipality_code": None,
        "school_units": [],
        "school_forms": ["compulsory"],
        "areas": [],
        "legal_basis": [],
        "deadlines": [],
        "periods": [],
        "received": None,
        "interventions": [],
        "outcome": None,
        "timeline": [],
        "people": [],
        **fields,
    }


def an_area(name: str, *texts: str, kind: str = "development_area", **fields: Any) -> dict[str, Any]:
    return {
        "name": name,
        "legal_basis": [],
        "judgement": None,
        "findings": [{"kind": kind, "text": text} for text in texts],
        "follow_up": None,
        "intervention": None,
        "deadline": None,
        **fields,
    }


LETTER = a_record(
    "information_letter",
    date="2024-01-15",
    deadlines=[{"date": "2024-01-29", "what": "contact_person"}],
    periods=[{"from": "2024-02-26", "to": "2024-03-10", "what": "interviews"}],
    people=[{"name": "Majken Ödmark", "title": None, "role": "contact", "email": "majken@example.org", "phone": None}],
    areas=[an_area(ANALYSIS.lower()), an_area(SUPPORT.lower())],
)
DECISION = a_record(
    "decision",
    date="2024-04-18",
    outcome="open",
    areas=[
        an_area(ANALYSIS, WHY, GROUPS, judgement="low", legal_basis=["4 kap. 3 § skollagen"]),
        an_area(SUPPORT, TARGET, judgement="some", legal_basis=["1 kap. 9 § skollagen", "4 kap. 7 § skollagen"]),
    ],
    legal_basis=["1 kap. 9 § skollagen", "4 kap. 3 § skollagen", "4 kap. 7 § skollagen"],
    deadlines=[{"date": "2024-10-25", "what": "response"}],
    people=[
        {"name": "Roland Qvist", "title": "enhetschef", "role": "decides", "email": None, "phone": None},
        {"name": "Majken Ödmark", "title": "utredare", "role": "reports", "email": None, "phone": None},
    ],
)
FOLLOW_UP = a_record(
    "followup_decision",
    date="2025-01-22",
    received="2024-10-21",
    outcome="closed",
    areas=[
        an_area(
            ANALYSIS,
            "Huvudmannen behöver ta reda på varför resultaten skiljer sig åt mellan norra och södra skolor.",
            "Huvudmannen behöver följa upp resultaten för grupper som är små i varje skola men stora tillsammans.",
            judgement="low",
            follow_up="in_line",
        ),
        an_area(SUPPORT, TARGET, judgement="some", follow_up="further_needed"),
    ],
    timeline=[{"date": "2024-04-18", "what": "earlier_decision", "text": "beslutet den 18 april 2024"}],
)

SCHOOL = "Vassjöskolan"
SUPPORT_BY_LAW = "Extra anpassningar och särskilt stöd"
SAFETY = "Trygghet och studiero"
TEACHING = "Undervisning"
INQUIRY = "Behovet av särskilt stöd utreds skyndsamt."
PROGRAMME = "Åtgärdsprogrammet visar vilka behov eleven har och hur de ska tillgodoses."
REPORTING = "Personal som får veta att en elev känner sig kränkt anmäler det till rektorn."
CALM = "Eleverna har studiero på lektionerna."
GUIDANCE = "Undervisningen utgår från elevernas olika behov."

SUPERVISION = {
    "review_kind": "planned_supervision",
    "review_kind_printed": "planerad tillsyn",
    "case_number": "SI 2024:7002",
    "school_units": [SCHOOL],
}
ORDER = a_record(
    "decision",
    **SUPERVISION,
    date="2024-05-06",
    outcome="open",
    areas=[
        an_area(SUPPORT_BY_LAW, INQUIRY, PROGRAMME, kind="deficiency", judgement="deficiency", intervention="order",
                deadline="2024-09-30"),
        an_area(SAFETY, REPORTING, CALM, kind="deficiency", judgement="deficiency", intervention="order_with_fine",
                deadline="2024-09-30"),
        an_area(TEACHING, GUIDANCE, kind="deficiency", judgement="deficiency", intervention="remark",
                deadline="2024-09-30"),
    ],
    deadlines=[{"date": "2024-09-30", "what": "response"}],
    interventions=[{"kind": "order_with_fine", "fine_sek": 300000}, {"kind": "order", "fine_sek": None},
                   {"kind": "remark", "fine_sek": None}],
)  # fmt: skip
REMAINS = a_record(
    "followup_decision",
    **SUPERVISION,
    date="2024-11-27",
    received="2024-09-27",
    outcome="open",
    areas=[
        an_area(SUPPORT_BY_LAW, INQUIRY, kind="deficiency", judgement="deficiency", follow_up="partly_remaining",
                intervention="order", deadline="2025-02-28"),
        an_area(SAFETY, REPORTING, CALM, kind="deficiency", judgement="deficiency", follow_up="remaining",
                intervention="order_with_fine", deadline="2025-03-31"),
        an_area(TEACHING, judgement=None, follow_up="remedied"),
    ],
    deadlines=[{"date": "2025-02-28", "what": "response"}, {"date": "2025-03-31", "what": "response"}],
    interventions=[{"kind": "order_with_fine", "fine_sek": 400000}, {"kind": "order", "fine_sek": None}],
)  # fmt: skip
ENDED = a_record(
    "followup_decision",
    **SUPERVISION,
    date="2025-05-20",
    received="2025-03-28",
    outcome="closed",
    areas=[
        an_area(SUPPORT_BY_LAW, follow_up="remedied"),
        an_area(SAFETY, follow_up="remedied"),
    ],
)
