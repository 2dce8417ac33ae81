"""The answer's page: its words for gaps and findings, and its forms."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from likvard.quality.queries.threads import Thread, as_measures, as_result
from likvard.reviews.forms.answers import ItemForm, seen_marks
from likvard.reviews.models import AnswerItem
from likvard.reviews.queries.answers import ITEM_TEXTS, Draft, FindingPart, Gap

QUOTED = 60  # characters of a measure's name in a sentence


def finding_name(kind: str, number: int) -> str:
    if kind == "deficiency":
        return _("Deficiency %(number)d") % {"number": number}
    return _("Development area %(number)d") % {"number": number}


def _quoted(words: str) -> str:
    first = " ".join(words.split())
    return first if len(first) <= QUOTED else f"{first[: QUOTED - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class GapShown:
    words: str
    address: str
    heavy: bool


def gap_shown(gap: Gap, case: UUID) -> GapShown:
    """What is missing, in words, and where it is mended."""
    name = {"finding": finding_name(gap.kind, gap.number), "measure": _quoted(gap.what)}
    words = {
        "introduction": _("The introduction is empty"),
        "measure": _("%(finding)s has no measure"),
        "by_whom": _("%(finding)s does not say who is responsible"),
        "done_when": _("%(finding)s does not say when the measures are done"),
        "measure_owner": _("The measure “%(measure)s” has no responsible person"),
        "measure_day": _("The measure “%(measure)s” has no last day"),
        "effect": _("%(finding)s does not say whether the measures have had effect"),
        "result": _("%(finding)s has no result"),
        "evidence": _("%(finding)s says that there is effect but has no evidence"),
        "remains": _("%(finding)s does not say what remains"),
    }[gap.code] % name
    if gap.code == "introduction":
        address = "#id_introduction"
    elif gap.measure is not None:
        address = _measure_address(case, gap)
    elif gap.code == "evidence":
        address = _case_address(case, f"finding-{gap.finding}")
    elif gap.field == "effect":
        address = f"#id_{gap.finding}_effect_0"
    else:
        address = f"#id_{gap.finding}_{gap.field}"
    return GapShown(words, address, gap.heavy)


def _measure_address(case: UUID, gap: Gap) -> str:
    """The form of the measure itself."""
    try:
        return reverse("reviews:change_measure", args=[case, gap.finding, gap.measure])
    except NoReverseMatch:
        return _case_address(case, f"finding-{gap.finding}")


def _case_address(case: UUID, place: str) -> str:
    try:
        return f"{reverse('reviews:case', args=[case])}#{place}"
    except NoReverseMatch:
        return "#readiness"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the quality work says of a finding, as texts for the answer."""

    measures: str
    result: str

    def into(self, item: AnswerItem) -> dict[str, str]:
        """The fields with what is drawn put after what somebody has written; nothing is put in twice."""
        fields = {"measures": self.measures, "result": self.result}
        return {
            name: "\n\n".join(part for part in (getattr(item, name).strip(), text) if part)
            for name, text in fields.items()
            if text and text not in getattr(item, name)
        }


def drawn_from(thread: Thread | None) -> Drawn | None:
    """The answer goes to a Swedish authority: its texts are Swedish, whatever language the page is in."""
    if thread is None or thread.empty:
        return None
    drawn = Drawn(as_measures(thread), as_result(thread))
    return drawn if drawn.measures or drawn.result else None


@dataclass(frozen=True)
class PartShown:
    """One finding of the composer, with its form."""

    part: FindingPart
    name: str
    form: ItemForm
    case_address: str
    conflict: object = None
    drawn: Drawn | None = None  # what the quality work can add
    inserted: bool = False  # it stands in the form, not saved yet

    @property
    def needs_words(self) -> bool:
        """Nothing is registered: the measures must be told in words."""
        return not self.part.measures


def part_shown(
    part: FindingPart,
    case: UUID,
    *,
    form: ItemForm | None = None,
    conflict: object = None,
    drawn: Drawn | None = None,
    insert: bool = False,
) -> PartShown:
    name = finding_name(part.finding.kind, part.number)
    form = form or ItemForm(
        auto_id=f"id_{part.finding.id}_%s",
        has_measures=bool(part.measures),
        initial={text: getattr(part.item, text) for text in ITEM_TEXTS}
        | {f"seen_{text}": mark for text, mark in seen_marks(part.item, ITEM_TEXTS).items()}
        | (drawn.into(part.item) if drawn and insert else {}),
    )
    address = _case_address(case, f"finding-{part.finding.id}")
    return PartShown(part, name, form, address, conflict, drawn, bool(drawn and insert))


@dataclass(frozen=True)
class Readiness:
    """What is missing in the whole answer, and how far it has come."""

    gaps: tuple[GapShown, ...]
    heavy: int
    ready: int  # findings without heavy gaps
    of: int


def readiness(draft: Draft) -> Readiness:
    lacking = {gap.finding for gap in draft.gaps if gap.heavy}
    return Readiness(
        tuple(gap_shown(gap, draft.answer.case_id) for gap in draft.gaps),
        sum(gap.heavy for gap in draft.gaps),
        sum(part.finding.id not in lacking for part in draft.parts),
        len(draft.parts),
    )
