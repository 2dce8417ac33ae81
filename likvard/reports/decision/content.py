"""Everything a decision says, as plain values: what is approved, and what is frozen when it is issued."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

SCHEMA = "likvard.decision/1"
LATER = frozenset({"stands_on"})


@dataclass(frozen=True, slots=True)
class OrderedAction:
    """One measure of an order, and what can be checked to see that it is done."""

    what: str
    shown_by: str


@dataclass(frozen=True, slots=True)
class DecidedFinding:
    """`kind` is development_area or deficiency. `intervention` and `outcome` are codes, with the words beside them."""

    number: int
    kind: str
    text: str
    legal_basis: tuple[str, ...]
    intervention: str = ""
    intervention_words: str = ""
    intervention_section: str = ""
    intervention_text: str = ""  # the kind's own wording of it
    actions: tuple[OrderedAction, ...] = ()
    serious: bool = False
    fine_sek: int | None = None
    last_day: date | None = None
    outcome: str = ""
    outcome_words: str = ""
    account: str = ""
    stands_on: str = ""  # of a follow-up: the effect, the visit or the signed reason that the outcome stands on


@dataclass(frozen=True, slots=True)
class DecidedArea:
    """`verdict` is the kind's own sentence of the level (or, in a follow-up, of what has become of the area)."""

    name: str
    legal_basis: tuple[str, ...]
    level: str
    level_words: str
    verdict: str
    account: str
    strengths: tuple[str, ...]
    findings: tuple[DecidedFinding, ...]
    earlier: str = ""  # a follow-up tells what was judged then


@dataclass(frozen=True, slots=True)
class Appeal:
    """Only where the law gives one. `last_day` is set when the time runs from the day of the decision (a party that
    represents the public); else it runs from the day on which the party received the decision (44 § FL)."""

    court: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """Everything a decision says. This, as JSON, is what is approved, and what is frozen when it is issued."""

    kind: str  # decision, follow_up
    language: str  # audit, supervision
    review: str  # the kind's name on the day, "planerad kvalitetsgranskning"
    name_note: str  # the kind had another name when the round began
    title: str
    authority: str
    organiser: str
    unit: str
    case_number: str
    number: str
    decided_on: date | None
    decided_by: str
    reporting: str
    others: tuple[str, ...]
    replaces: str
    opening: str
    introduction: str
    areas: tuple[DecidedArea, ...]
    answer_text: str
    response_day: date | None
    follow_up_on: date | None
    closing_text: str
    appeal: Appeal | None
    strengths_intro: str = ""  # the kind's own wordings
    development_intro: str = ""
    wordings: tuple[str, ...] = ()  # provisions whose wording on the day comes from a known change


def to_json(content: DecisionContent) -> dict[str, Any]:
    """Plain JSON values; dates as ISO text."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, dict):
            # What was added to the schema later is left out where it is empty: older checksums still hold.
            return {key: plain(one) for key, one in value.items() if key not in LATER or one}
        if isinstance(value, list | tuple):
            return [plain(one) for one in value]
        return value

    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> DecisionContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not a decision of {SCHEMA}: {values.get('schema')!r}")

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    def finding(f: dict[str, Any]) -> DecidedFinding:
        return DecidedFinding(
            **{
                **f,
                "legal_basis": tuple(f["legal_basis"]),
                "actions": tuple(OrderedAction(**a) for a in f["actions"]),
                "last_day": day(f["last_day"]),
            }
        )

    def area(a: dict[str, Any]) -> DecidedArea:
        return DecidedArea(
            **{
                **a,
                "legal_basis": tuple(a["legal_basis"]),
                "strengths": tuple(a["strengths"]),
                "findings": tuple(finding(f) for f in a["findings"]),
            }
        )

    appeal = values["appeal"]
    return DecisionContent(
        **{
            **{key: value for key, value in values.items() if key != "schema"},
            "others": tuple(values["others"]),
            "wordings": tuple(values.get("wordings", ())),
            "areas": tuple(area(a) for a in values["areas"]),
            "appeal": Appeal(appeal["court"], day(appeal["last_day"])) if appeal else None,
            **{name: day(values[name]) for name in ("decided_on", "response_day", "follow_up_on")},
        }
    )
