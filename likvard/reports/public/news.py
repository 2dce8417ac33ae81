"""News of a decision or an overall report: what was decided, what must change, by when. Drafted from the masked
content alone, so a draft can say nothing that the published decision does not; a person edits it afterwards."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from likvard.reports.decision import DecidedArea, DecisionContent
from likvard.reports.decision import from_json as decision_from_json
from likvard.reports.overall import OverallContent, sentence
from likvard.reports.overall import from_json as overall_from_json
from likvard.reports.paper import written_date

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a reader or the press can turn to; entered by hand, never taken from the case."""

    name: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class NewsContent:
    """`strengths`, `must_change` and `observations` hold one item a line."""

    heading: str
    lead: str
    strengths: str = ""
    must_change: str = ""
    observations: str = ""
    about: str = ""
    contacts: tuple[Contact, ...] = ()


def news_to_json(news: NewsContent) -> dict[str, Any]:
    values = asdict(news)
    return {**values, "contacts": [dict(one) for one in values["contacts"]]}


def news_from_json(values: Mapping[str, Any]) -> NewsContent:
    return NewsContent(**{**values, "contacts": tuple(Contact(**one) for one in values["contacts"])})


def draft_news(content: Mapping[str, Any]) -> NewsContent:
    """`content`: the masked JSON of a decision or an overall report. Raises `ValueError` on another schema."""
    if str(content.get("schema", "")).startswith("likvard.overall/"):
        return _of_report(overall_from_json(dict(content)))
    return _of_decision(decision_from_json(dict(content)))


def _listed(names: list[str]) -> str:
    """`a, b och c`, each once."""
    once = list(dict.fromkeys(names))
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} och {once[-1]}" if once else ""


def _small(name: str) -> str:
    """An area's name within a sentence; names that begin with an abbreviation keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _lines(items: list[str]) -> str:
    return "\n".join(" ".join(item.split()) for item in items)


def _of_decision(content: DecisionContent) -> NewsContent:
    who = f"{content.unit} i {content.organiser}" if content.unit else content.organiser
    lacking = [area for area in content.areas if any(f.kind == "deficiency" for f in area.findings)]
    developing = [area for area in content.areas if any(f.kind == "development_area" for f in area.findings)]
    strengths = [text for area in content.areas for text in area.strengths]
    supervision = content.language == "supervision"
    must = [_must(area, supervision) for area in content.areas]
    observed = [f.text for area in content.areas for f in area.findings if f.kind == "development_area"]
    lead = [f"{content.authority} har fattat beslut efter {content.review} av {who}."]
    if content.kind == "follow_up":
        lead = [f"{content.authority} har följt upp {content.review} av {who} och fattat beslut."]
        lead += [f"{area.name}: {area.verdict}" for area in content.areas]
    elif strengths and (lacking or developing):
        lead.append("Granskningen visar både sådant som fungerar väl och sådant som behöver ändras.")
    if content.response_day:
        lead.append(f"Senast den {written_date(content.response_day, 'sv')} ska huvudmannen redovisa vad som är gjort.")
    names = f"Beslutet handlar om {_listed([_small(a.name) for a in content.areas])}." if content.areas else ""
    return NewsContent(
        heading=_heading(content, who, lacking, developing),
        lead="\n\n".join(lead),
        strengths=_lines(strengths),
        must_change=_lines([line for lines in must for line in lines]),
        observations=_lines(observed) if supervision else "",
        about=names,
    )


def _heading(content: DecisionContent, who: str, lacking: list[DecidedArea], developing: list[DecidedArea]) -> str:
    if content.kind == "follow_up":
        return f"Uppföljning av {who} är avslutad" if not content.response_day else f"Uppföljning av {who}"
    if lacking:
        return f"{who} ska rätta till brister i {_listed([_small(area.name) for area in lacking])}"
    if developing:
        return f"{who} behöver utveckla {_listed([_small(area.name) for area in developing])}"
    return f"{who}: granskningen är klar utan brister"


def _must(area: DecidedArea, supervision: bool) -> list[str]:
    """What must change in one area: deficiencies, and in an audit development areas, each with its own last day."""
    lines = []
    for finding in area.findings:
        if finding.kind == "deficiency" or not supervision:
            by = f" (senast den {written_date(finding.last_day, 'sv')})" if finding.last_day else ""
            text = finding.text.rstrip(" .")
            lines.append(f"{text}{by}." if by else f"{text}.")
    return lines


def _of_report(content: OverallContent) -> NewsContent:
    about = f"{content.organisers} huvudmän och {content.units} skolenheter ingår i granskningen."
    return NewsContent(
        heading=f"Övergripande rapport: {content.title}",
        lead=content.summary.strip() or f"{content.authority} har publicerat en rapport efter {content.review}.",
        strengths=_lines(list(dict.fromkeys(one.text for one in content.successes))[:8]),
        must_change=_lines([sentence(area, "sv") for area in content.areas]),
        about=about.replace(" huvudmän", f"{NBSP}huvudmän").replace(" skolenheter", f"{NBSP}skolenheter"),
    )
