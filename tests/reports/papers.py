"""One answer with everything that a paper can hold, for the tests of this room."""

from datetime import date

from likvard.reports.answer import AnswerContent, AreaAnswer, FindingAnswer, MeasureLine
from likvard.reports.paper import Bullets, Chart, Column, Heading, Paper, Paragraph, Quote, Table

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 60" width="400" height="60">'
    '<g font-family="Inter" font-size="12"><text x="0" y="25">Björkskolan</text>'
    '<rect x="100" y="10" width="200" height="20" fill="#0b5560"/></g></svg>'
)


def a_paper(**changes) -> Paper:
    values = {
        "title": "Redovisning av åtgärder",
        "language": "sv",
        "sender": ("Almviks kommun", "Barn- och utbildningsnämnden"),
        "receiver": ("Skolinspektionen",),
        "case_number": "SI 2025:1234",
        "dated": date(2026, 11, 18),
        "blocks": (
            Heading(2, "Huvudmannens kompensatoriska arbete"),
            Heading(3, "Utvecklingsområde 1"),
            Quote("Huvudmannen behöver rikta insatserna."),
            Heading(4, "Åtgärder"),
            Table(
                "Åtgärder",
                (Column("Åtgärd", 3), Column("Ansvarig"), Column("Antal", numeric=True)),
                (("Läsgrupper", "Åsa Öberg", "12"), ("Kartläggning", "Bo Ek", "3")),
            ),
            Bullets(("Första", "Andra")),
            Chart(SVG, "Björkskolan når 72 procent.", "Andel som når målen"),
            Paragraph("Källa: egen sammanställning.", quiet=True),
        ),
    }
    return Paper(**{**values, **changes})


def a_content(**changes) -> AnswerContent:
    values = {
        "case_title": "Planerad kvalitetsgranskning av grundskolan",
        "organiser": "Almviks kommun",
        "authority": "Skolinspektionen",
        "case_number": "SI 2025:1234",
        "decided_on": date(2026, 2, 2),
        "number": 1,
        "sent_on": None,
        "signed_by": "Karin Ek, skolchef",
        "introduction": "Vi har arbetat i två spår:\n- analys\n- stöd",
        "areas": (
            AreaAnswer(
                "Huvudmannens kompensatoriska arbete",
                ("4 kap. 7 § skollagen",),
                (
                    FindingAnswer(
                        number=1,
                        kind="development_area",
                        text="Huvudmannen behöver rikta insatserna.",
                        unit="",
                        measures=(
                            MeasureLine("Läsgrupper", "Åsa Öberg", date(2026, 6, 1), date(2026, 5, 20), "done", "Bra."),
                            MeasureLine("Kartläggning", "", None, None, "planned", ""),
                        ),
                        own_words="",
                        done_when="",
                        by_whom="",
                        effect="too_early",
                        result="Lärarna beskriver en förändring.",
                        evidence=("Kartläggning 2026 (kartlaggning.pdf)",),
                        remains="Uppföljning i juni.",
                    ),
                    FindingAnswer(2, "development_area", "Analysen.", "", (), "", "", "", "", "", (), ""),
                ),
            ),
        ),
    }
    return AnswerContent(**{**values, **changes})
