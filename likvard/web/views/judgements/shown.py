"""Judgements in words: levels, evidence, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from likvard.reviews.forms.judging import evidence_words
from likvard.reviews.models import LEVELS, JudgedFinding, Judgement, JudgementEvidence, Participant
from likvard.reviews.queries.judgements import SlotKey, SlotShown
from likvard.web.labels import label

TONES = {"high": "done", "some": "waiting", "low": "soon", "deficiency": "overdue", "no_deficiency": "done"}


def slot_code(key: SlotKey) -> str:
    """A thing to judge as an address says it: `0:1:1.2`, for a unit its number first, for an area nothing last."""
    return f"{key.unit or 0}:{key.area}:{key.criterion or '-'}"


def slot_key(code: str) -> SlotKey | None:
    """None for what is no such code."""
    parts = code.split(":")
    if len(parts) != 3 or not parts[0].isdecimal():
        return None
    return SlotKey(int(parts[0]) or None, parts[1], "" if parts[2] == "-" else parts[2])


def level_word(level: str) -> str:
    """The level as the scale says it; four-step levels are their own Swedish words."""
    return label("judgement_level", level)


def levels(scale: str) -> list[tuple[str, str]]:
    """From best to worst, as a reader weighs them."""
    return [(level, level_word(level)) for level in reversed(LEVELS.get(scale, ()))]


MISSING = {
    "begun": lambda: _("not begun"),
    "level": lambda: _("no level"),
    "rationale": lambda: _("no reasons"),
    "evidence": lambda: _("no evidence"),
    "done": lambda: _("not marked as done"),
}


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    row: JudgementEvidence
    kind: str
    what: str
    where: str
    address: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """One thing to judge as the participant's page and its own page show it."""

    one: SlotShown
    code: str
    name: str
    heading: bool  # it is an area as a whole
    unit: str
    level: str
    tone: str
    missing: str
    other_level: str
    evidence: tuple[EvidenceShown, ...]
    other_evidence: tuple[EvidenceShown, ...]
    findings: tuple[tuple[JudgedFinding, str], ...]

    @property
    def done(self) -> bool:
        return bool(self.one.mine and self.one.mine.done_at)


def row_shown(one: SlotShown) -> RowShown:
    slot = one.slot
    mine, other = one.mine, one.other
    return RowShown(
        one=one,
        code=slot_code(slot.key),
        name=slot.text if slot.criterion else slot.area["name"],
        heading=slot.criterion is None,
        unit=slot.unit.school_unit.name if slot.unit else "",
        level=level_word(mine.level) if mine and mine.level else "",
        tone=TONES.get(mine.level, "neutral") if mine and mine.done_at else "neutral",
        missing=", ".join(MISSING[code]() for code in one.missing),
        other_level=level_word(other.level) if other and other.done_at else "",
        evidence=tuple(evidence_shown(one.evidence)),
        other_evidence=tuple(evidence_shown(one.other_evidence)),
        findings=tuple((f, label("judged_kind", f.kind)) for f in one.findings),
    )


def evidence_shown(rows: Iterable[JudgementEvidence]) -> Iterable[EvidenceShown]:
    for row in rows:
        what, where = evidence_words(row)
        address = reverse("documents:reading", args=[row.document_id]) if row.document_id else ""
        yield EvidenceShown(row, label("evidence_kind", row.kind), what, where, address)


def reader_word(judgement: Judgement | None, reader: str) -> str:
    return _("Second reading") if reader == Judgement.Reader.SECOND else _("First reading")


def crumb(participant: Participant) -> tuple[str, str]:
    return reverse("judgements:participant", args=[participant.round_id, participant.pk]), participant.organiser.name


def said(reasons: Iterable[object]) -> list[str]:
    """Reasons of a refusal in the user's language."""
    return [reason.text(get_language() or "sv") for reason in reasons]
