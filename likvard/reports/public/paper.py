"""The published version of a decision or an overall report as a paper: the masked content, and why it is masked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from likvard.reports.decision import decision_paper
from likvard.reports.decision import from_json as decision_from_json
from likvard.reports.overall import from_json as overall_from_json
from likvard.reports.overall import overall_paper
from likvard.reports.paper import Block, Bullets, Heading, Paper, Paragraph
from likvard.terms.secrecy import ground


def public_paper(content: Mapping[str, Any], *, grounds: Sequence[str], version: int = 1) -> Paper:
    """`content`: the masked JSON; `grounds`: codes in the order of their numbers. The wordings are Swedish, as the
    decision's own."""
    if str(content.get("schema", "")).startswith("likvard.overall/"):
        paper = overall_paper(overall_from_json(dict(content)))
    else:
        paper = decision_paper(decision_from_json(dict(content)))
    words = "Publicerad version" if version == 1 else f"Publicerad version {version}"
    return replace(paper, status=words, blocks=(*paper.blocks, *_why(grounds)))


def _why(grounds: Sequence[str]) -> tuple[Block, ...]:
    if not grounds:
        return ()
    lines = []
    for number, code in enumerate(grounds, 1):
        one = ground(code)
        lines.append(f"[maskat {number}]: {one.printed}, {one.swedish}.")
    return (
        Heading(2, "Maskerade uppgifter"),
        Paragraph("Uppgifter är borttagna ur den publicerade versionen. Så här är de märkta:"),
        Bullets(tuple(lines)),
        Paragraph(
            "Den som vill ta del av hela beslutet kan begära ut det. Begäran prövas för sig (2 kap. "
            "tryckfrihetsförordningen och 6 kap. 4 § offentlighets- och sekretesslagen)."
        ),
    )


def day_of(content: Mapping[str, Any]) -> date | None:
    """The decision's own day, or the day on which the overall report was published to those it is about."""
    given = content.get("decided_on") or content.get("published_on")
    return date.fromisoformat(given) if given else None
