"""The parts of a case page in words: rows of the board, last days, people, links to places in documents."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from likvard.quality.models import Measure
from likvard.reviews.models import Area, Deadline, Evidence, Finding
from likvard.reviews.queries import CasePage, FindingRow
from likvard.rulebook.deadlines import ONLY_POSSIBLE, notice, relative, standing
from likvard.terms.statutes import by_name, by_sfs, format_list, parse_references
from likvard.web.casing import capital
from likvard.web.labels import label
from likvard.web.readingpage import slug

from . import wording
from .wording import language

# The government's own collection of statutes in force, by SFS number.
STATUTES = "https://rkrattsbaser.gov.se/sfst?bet="


@dataclass(frozen=True, slots=True)
class StatuteShown:
    """`4 kap. 3, 5–7 §§` of `skollagen`, with where the statute can be read."""

    sections: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class MeasureShown:
    measure: Measure
    tone: str
    word: str
    late: bool


@dataclass(frozen=True)
class FindingShown:
    row: FindingRow
    name: str
    tone: str
    word: str
    gaps: tuple[str, ...]
    measures: tuple[MeasureShown, ...]
    evidence: tuple[tuple[Evidence, str], ...]  # with what the measure it speaks of is
    place: str  # address of the text in its document; "" when there is none or the person may not read it
    state_place: str
    open: bool = False

    @property
    def finding(self) -> Finding:
        return self.row.finding


@dataclass(frozen=True)
class AreaShown:
    area: Area | None
    judgement: str
    judgement_tone: str
    follow_up: str
    intervention: str
    statutes: tuple[StatuteShown, ...]
    unread: tuple[str, ...]  # legal basis that could not be taken apart, as printed
    findings: tuple[FindingShown, ...]


@dataclass(frozen=True)
class DeadlineShown:
    deadline: Deadline
    what: str
    tone: str
    word: str
    near: str
    closed_day: str  # what is special about the day: a holiday, a weekend
    place: str


def place_in(document_id: object, path: str) -> str:
    """The reading page with the value marked; the page itself when the place is not known."""
    address = reverse("documents:reading", args=[document_id])
    return f"{address}?field={quote(path)}#v-{slug(path)}" if path else address


def statutes(printed: list[str]) -> tuple[tuple[StatuteShown, ...], tuple[str, ...]]:
    """The legal basis by statute, folded to lists of sections; and what could not be understood, as it was."""
    by_statute: dict[str, list] = {}
    unread = []
    for text in printed:
        references = parse_references(text)
        if not references:
            unread.append(text)
        for reference in references:
            by_statute.setdefault(reference.statute, []).append(reference)
    shown = []
    for name, references in by_statute.items():
        statute = by_name(name) or by_sfs(name)
        sections = format_list(references, no_break=True).removesuffix(name).strip()
        shown.append(StatuteShown(sections, name, f"{STATUTES}{statute.sfs}" if statute else ""))
    return tuple(shown), tuple(unread)


MEASURE_TONES = {"planned": "neutral", "ongoing": "waiting", "done": "done", "dropped": "neutral"}


def measure_shown(measure: Measure, today: date) -> MeasureShown:
    words = {
        "planned": pgettext("measure", "Planned"),
        "ongoing": pgettext("measure", "Under way"),
        "done": pgettext("measure", "Done"),
        "dropped": pgettext("measure", "Dropped"),
    }
    late = measure.state in ("planned", "ongoing") and measure.until is not None and measure.until < today
    return MeasureShown(measure, "overdue" if late else MEASURE_TONES[measure.state], words[measure.state], late)


def finding_shown(row: FindingRow, *, today: date, may_read: bool, opened: str = "") -> FindingShown:
    finding = row.finding
    tone, word = wording.finding_tag(row)
    what = {measure.pk: measure.what for measure in row.measures}
    return FindingShown(
        row=row,
        name=wording.finding_name(finding.kind, row.number),
        tone=tone,
        word=word,
        gaps=tuple(
            wording.gap_word(code) for code in wording.GAP_ORDER if code in row.gaps and code != "state_doubtful"
        ),
        measures=tuple(measure_shown(measure, today) for measure in row.measures),
        evidence=tuple((one, what.get(one.measure_id, "")) for one in row.evidence),
        place=place_in(finding.document_id, finding.record_path) if may_read and finding.document_id else "",
        state_place=place_in(finding.state_document_id, finding.state_path)
        if may_read and finding.state_document_id
        else "",
        open=str(finding.pk) == opened,
    )


JUDGEMENT_TONES = {"high": "done", "some": "waiting", "low": "soon", "deficiency": "soon", "no_deficiency": "done"}


def areas_shown(page: CasePage, *, today: date, may_read: bool, opened: str) -> list[AreaShown]:
    made = []
    for one in page.areas:
        area = one.area
        basis, unread = statutes(area.legal_basis if area else [])
        words = page.definition.follow_up.get(area.follow_up) if area else None
        made.append(
            AreaShown(
                area=area,
                judgement=capital(label("judgement", area.judgement)) if area else "",
                judgement_tone=JUDGEMENT_TONES.get(area.judgement, "neutral") if area else "",
                follow_up=words.text(language()) if words else "",
                intervention=capital(label("intervention", area.intervention)) if area else "",
                statutes=basis,
                unread=unread,
                findings=tuple(finding_shown(row, today=today, may_read=may_read, opened=opened) for row in one.rows),
            )
        )
    return made


DEADLINE_TONES = {"met": "done", "overdue": "overdue", "last_day": "soon", "soon": "soon", "waiting": "waiting"}


def deadline_shown(deadline: Deadline, *, today: date, may_read: bool) -> DeadlineShown:
    stands = standing(deadline.day, today, met=deadline.met_on is not None)
    words = {
        "met": pgettext("state", "Done"),
        "overdue": pgettext("state", "Overdue"),
        "last_day": _("Last day today"),
        "soon": pgettext("state", "Soon"),
        "waiting": _("To come"),
    }
    tones = DEADLINE_TONES
    if deadline.what in ONLY_POSSIBLE:
        words["overdue"], tones = pgettext("last day", "Has passed"), DEADLINE_TONES | {"overdue": "neutral"}
    closed = notice(deadline.day) if stands in ("soon", "waiting") else None
    near = relative(deadline.day, today).text(language()) if abs((deadline.day - today).days) <= 60 else ""
    return DeadlineShown(
        deadline=deadline,
        what=capital(label("deadline", deadline.what)),
        tone=tones[stands],
        word=words[stands],
        near="" if stands == "met" else near,
        closed_day=closed.words.text(language()) if closed else "",
        place=place_in(deadline.document_id, deadline.record_path) if may_read and deadline.document_id else "",
    )
