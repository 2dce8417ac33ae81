"""The answer: begun, written by several people at once, sent and then never changed."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.reports.answer import to_json
from likvard.reports.frozen import checksum_of
from likvard.reviews.models import Answer, AnswerItem, Case, Finding
from likvard.reviews.queries.answers import ITEM_TEXTS, Draft, content_of, draft_of
from likvard.rulebook.lifecycle import NoSuchStep

from .conflicts import merge
from .deadlines import meet_deadline
from .delivering import deliver_answer
from .moving import NotYet, move
from .wordings import keep_wording


class AnswerIsSent(Exception):  # noqa: N818 - read aloud where it is raised
    """A sent answer never changes; write the next one."""


class AnswerHasGaps(Exception):  # noqa: N818 - read aloud where it is raised
    """The answer lacks something that the authority has asked for, and nobody has said that this is known."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"{sum(gap.heavy for gap in draft.gaps)} gaps")
        self.draft = draft


@transaction.atomic
def begin_answer(*, case: Case, by: User | None, at: datetime) -> Answer:
    """The case's unsent answer; made when there is none, from the one that was sent last."""
    Case.objects.select_for_update().get(pk=case.pk)  # two people may begin at the same moment
    last = case.answers.order_by("-number").first()
    if last is not None and last.sent_on is None:
        return last
    answer = Answer.objects.create(
        case=case,
        number=last.number + 1 if last else 1,
        introduction=last.introduction if last else "",
        created_at=at,
        created_by=by,
    )
    if last is not None:
        AnswerItem.objects.bulk_create(
            AnswerItem(answer=answer, finding_id=item.finding_id, **{name: getattr(item, name) for name in ITEM_TEXTS})
            for item in last.items.all()
        )
    _record(
        answer, "answer_begun", by=by, at=at, after={"number": answer.number, "from": last.number if last else None}
    )
    return answer


@transaction.atomic
def write_introduction(*, answer: Answer, text: str, seen: str, by: User | None, at: datetime) -> Answer:
    """`seen` is the fingerprint of the introduction that the person's page showed. Raises `ChangedMeanwhile`."""
    stored = _unsent(answer.pk)
    changes = merge(stored, mine={"introduction": text}, seen={"introduction": seen})
    if changes:
        _keep(stored.case, "answer", stored, changes, by=by, at=at)
        before = {"introduction": Text.of(stored.introduction)}
        stored.introduction = text
        _mark(stored, by=by, at=at)
        stored.save(update_fields=["introduction", "version", "changed_by", "changed_at"])
        _record(
            stored, "answer_introduction_written", by=by, at=at, before=before, after={"introduction": Text.of(text)}
        )
    return stored


@transaction.atomic
def write_item(
    *, answer: Answer, finding: Finding, texts: dict[str, str], seen: dict[str, str], by: User | None, at: datetime
) -> AnswerItem:
    """Write what the answer says of one finding. `texts` has some or all of `ITEM_TEXTS`.

    Raises `ChangedMeanwhile` when somebody else has changed the same text, and `AnswerIsSent`.
    """
    if unknown := set(texts) - set(ITEM_TEXTS):
        raise TypeError(f"an answer has no {sorted(unknown)[0]}")
    stored = _unsent(answer.pk)  # the lock on the answer also holds two who begin the same item
    if finding.case_id != stored.case_id:
        raise ValueError("the finding belongs to another case")
    item = stored.items.select_related("changed_by").filter(finding=finding).first()
    item = item or AnswerItem(answer=stored, finding=finding, version=0)
    changes = merge(item, mine=texts, seen=seen)
    if not changes:
        return item
    before = {name: _told(name, getattr(item, name)) for name in changes}
    if item.pk:
        _keep(stored.case, "answer_item", item, changes, by=by, at=at)
    for name, text in changes.items():
        setattr(item, name, text)
    _mark(item, by=by, at=at)
    item.save()
    record(
        action="answer_item_written",
        subject_kind="answer_item",
        subject_id=item.pk,
        by=by,
        at=at,
        organisation=stored.case.holder_id,
        case=stored.case_id,
        before=before,
        after={"finding": str(finding.id)} | {name: _told(name, text) for name, text in changes.items()},
    )
    return item


@transaction.atomic
def set_aside(*, answer: Answer, finding: Finding | None, texts: dict[str, str], by: User | None, at: datetime) -> None:
    """A person lets somebody else's wording stand: her own is kept among the old wordings, so that it is not lost."""
    stored = _unsent(answer.pk)
    row = stored if finding is None else stored.items.filter(finding=finding).first()
    kept = {
        name: text for name, text in texts.items() if row is not None and text.strip() and text != getattr(row, name)
    }
    for name, text in kept.items():
        keep_wording(
            case=stored.case,
            subject_kind="answer" if finding is None else "answer_item",
            subject_id=row.pk,
            field=name,
            text=text,
            by=by,
            at=at,
        )
    if kept:
        _record(stored, "answer_wording_set_aside", by=by, at=at, after={n: _told(n, t) for n, t in kept.items()})


@transaction.atomic
def send_answer(
    *, answer: Answer, sent_on: date, by: User, at: datetime, gaps_known: bool = False
) -> tuple[Answer, tuple[str, ...]]:
    """Mark the answer as sent on the day `sent_on`: freeze it, meet the last day it answers, move the case
    and deliver it to the reviewer's case when there is one here.

    Gives the answer and the codes of what it could not do with the case (`case_stays` when the case has no such
    step from where it is). Raises `AnswerIsSent`, and `AnswerHasGaps` unless `gaps_known`.
    """
    stored = _unsent(answer.pk)
    case = Case.objects.select_for_update().get(pk=stored.case_id)
    stored.case = case
    draft = draft_of(stored)
    if not gaps_known and any(gap.heavy for gap in draft.gaps):
        raise AnswerHasGaps(draft)
    content = to_json(content_of(draft, signed_by=by.name_and_title, sent_on=sent_on))
    stored.sent_on, stored.sent_by, stored.content = sent_on, by, content
    stored.checksum = checksum_of(content)
    stored.save(update_fields=["sent_on", "sent_by", "content", "checksum"])
    _record(
        stored,
        "answer_sent",
        by=by,
        at=at,
        after={
            "number": stored.number,
            "sent_on": sent_on,
            "checksum": stored.checksum,
            "gaps": sum(gap.heavy for gap in draft.gaps),
        },
    )
    for deadline in case.deadlines.filter(what="response", met_on__isnull=True).order_by("day")[:1]:
        meet_deadline(deadline=deadline, met_on=sent_on, by=by, at=at)
    left: tuple[str, ...] = ()
    try:
        move(case=case, name="answer", by=by, at=at, day=sent_on)
    except (NoSuchStep, NotYet):
        left = ("case_stays",)
    deliver_answer(answer=stored, by=by, at=at)
    return stored, left


def _unsent(pk: UUID) -> Answer:
    stored = Answer.objects.select_for_update(of=("self",)).select_related("case", "changed_by").get(pk=pk)
    if stored.sent_on is not None:
        raise AnswerIsSent
    return stored


def _mark(row: Answer | AnswerItem, *, by: User | None, at: datetime) -> None:
    row.version += 1
    row.changed_by, row.changed_at = by, at


def _keep(
    case: Case, kind: str, row: Answer | AnswerItem, changes: dict[str, str], *, by: User | None, at: datetime
) -> None:
    for name in changes:
        keep_wording(
            case=case,
            subject_kind=kind,
            subject_id=row.pk,
            field=name,
            text=getattr(row, name),
            by=by,
            at=at,
            written_by=row.changed_by,
        )


def _told(name: str, text: str) -> object:
    """As the ledger may know it: the effect is a code, all else is people's words."""
    return text if name == "effect" else Text.of(text)


def _record(answer: Answer, action: str, *, by: User | None, at: datetime, before=None, after=None) -> None:
    record(
        action=action,
        subject_kind="answer",
        subject_id=answer.pk,
        by=by,
        at=at,
        organisation=answer.case.holder_id,
        case=answer.case_id,
        before=before,
        after=after,
    )
