"""A small decision of our own, with what a reader says of it."""

from likvard.documents import actions
from likvard.documents.models import Document
from likvard.documents.reader import Outcome
from tests.factories import NOW

TEXT = """Beslut
2024-05-16
Dnr SI 2024:4711

Beslut efter planerad kvalitetsgranskning av Kärrskolan i Almviks kommun

Undervisning
Utbildningen har i låg utsträckning en god kvalitet.
Ett utvecklingsarbete behöver inledas: Rektorn behöver följa upp undervisningen.

Redovisa senast den 18 november 2024 vilka åtgärder som har vidtagits.

Kim Kronblom, beslutsfattare
"""


def span(words: str, nth: int = 0) -> list[int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return [start, start + len(words)]


def entry(field: str, value, words: str, confidence: float = 0.95, **more) -> dict:
    return {"field": field, "value": value, "span": span(words), "page": 1, "confidence": confidence, **more}


FINDING = "Rektorn behöver följa upp undervisningen."
RECORD = {
    "schema": "likvard.reading/1",
    "document_type": "decision",
    "review_kind": "planned_quality_audit",
    "review_kind_printed": "planerad kvalitetsgranskning",
    "case_number": "SI 2024:4711",
    "related_case_numbers": [],
    "date": "2024-05-16",
    "authority": None,
    "organiser": {"name": "Almviks kommun", "kind": None},
    "municipality_code": None,
    "school_units": ["Kärrskolan"],
    "school_forms": [],
    "areas": [
        {
            "name": "Undervisning",
            "legal_basis": [],
            "judgement": "low",
            "findings": [{"kind": "development_area", "text": FINDING}],
            "follow_up": None,
            "intervention": None,
            "deadline": None,
        }
    ],
    "legal_basis": [],
    "deadlines": [],
    "periods": [],
    "received": None,
    "interventions": [],
    "outcome": None,
    "timeline": [],
    "people": [{"name": "Kim Kronblom", "title": None, "role": None, "email": None, "phone": None}],
}
EVIDENCE = [
    entry("document_type", "decision", "Beslut"),
    entry("review_kind", "planned_quality_audit", "planerad kvalitetsgranskning"),
    entry("review_kind_printed", "planerad kvalitetsgranskning", "planerad kvalitetsgranskning"),
    entry("case_number", "SI 2024:4711", "SI 2024:4711"),
    entry("date", "2024-05-16", "2024-05-16"),
    entry("organiser.name", "Almviks kommun", "Almviks kommun"),
    entry("school_units[0]", "Kärrskolan", "Kärrskolan"),
    entry("areas[0].name", "Undervisning", "Undervisning"),
    entry("areas[0].judgement", "low", "i låg utsträckning"),
    entry("areas[0].findings[0].kind", "development_area", "utvecklingsarbete"),
    entry("areas[0].findings[0].text", FINDING, FINDING),
    entry("people[0].name", "Kim Kronblom", "Kim Kronblom"),
]
DOUBTFUL = [
    entry("organiser.kind", "municipality", "kommun", 0.4, reason="uncertain"),
    entry("deadlines.date", "2024-11-18", "18 november 2024", 0.45, reason="ambiguous"),
    entry("deadlines.what", "response", "Redovisa", 0.45, reason="ambiguous"),
    entry("people[0].role", "decides", "beslutsfattare", 0.3, reason="uncertain"),
    entry("legal_basis", "4 kap. 3 § skollagen", "kvalitet", 0.4, reason="statute_not_named"),
]
OUTCOME = Outcome(TEXT, [[0, len(TEXT)]], RECORD, EVIDENCE, DOUBTFUL, "test")


def a_read_document(
    holder, by=None, *, text: str = TEXT, name: str = "beslut.txt", outcome: Outcome = OUTCOME
) -> Document:
    """A document that is stored and read, with the outcome given."""
    document = actions.add_document(holder=holder, content=[text.encode()], name=name, by=by, at=NOW).document
    actions.read_original(document_id=document.id, clock=lambda: NOW, using=lambda path, name: outcome)
    return Document.objects.select_related("reading", "holder").get(id=document.id)
