"""What crosses from the reviewer's case to the organiser's own, and back: decisions, answers. Nothing else does.

Each delivery makes the receiver's own rows; doing it twice changes nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents import originals
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.organisations.models import Organisation
from likvard.quality.actions import ChangedMeanwhile
from likvard.reports.answer import answer_paper, from_json
from likvard.reports.pdf import render_pdf
from likvard.reviews.models import (
    Answer,
    Area,
    Case,
    CaseDocument,
    CasePerson,
    Deadline,
    Decision,
    DecisionFinding,
    DecisionService,
    Evidence,
    Finding,
    Intervention,
    ReceivedAnswer,
    ReceivedItem,
    TimelineEvent,
)
from likvard.reviews.queries.decisions import case_of
from likvard.rulebook.lifecycle import NoSuchStep

from .counterparts import open_counterpart
from .deadlines import meet_deadline
from .findings import set_finding_state
from .moving import NotYet, move
from .rounds import require_open
from .searching import keep_case_findable


@transaction.atomic
def copy_of(document: Document, *, holder: Organisation, by: User | None, at: datetime) -> Document:
    """The same original, held by the receiver: it stays hers whatever the sender does with his."""
    with originals.path_of(document.checksum).open("rb") as file:
        added = documents.add_document(
            holder=holder, content=iter(lambda: file.read(1 << 20), b""), name=document.name, by=by, at=at
        )
    return added.document


# --- To the organiser -----------------------------------------------------------------------------------------


@transaction.atomic
def deliver_decision(*, decision: Decision, document: Document, by: User | None, at: datetime) -> Case | None:
    """The issued decision into the organiser's own case: document, areas, findings, last days, interventions.

    None when the organiser has no people here: the decision then goes by letter.
    """
    if decision.state != Decision.State.ISSUED:
        raise ValueError("only an issued decision is delivered")
    case = case_of(decision)
    own = open_counterpart(case=case, by=by, at=at)
    if own is None:
        return None
    own = Case.objects.select_for_update(of=("self",)).get(pk=own.pk)
    theirs = copy_of(document, holder=own.holder, by=by, at=at)
    follow_up = decision.kind == Decision.Kind.FOLLOW_UP
    part = CaseDocument.Part.FOLLOWUP if follow_up else CaseDocument.Part.DECISION
    _, new = CaseDocument.objects.get_or_create(
        case=own, document=theirs, defaults={"part": part, "dated": decision.decided_on, "added_at": at}
    )
    _copy_people(case, own)
    areas = _deliver_areas(case, own, theirs if follow_up else None)
    if follow_up:
        _deliver_outcomes(decision, own, theirs, by, at)
    else:
        _deliver_findings(decision, own, areas, theirs, by, at)
    _deliver_deadlines(case, own, document, theirs, by, at)
    for one in case.interventions.filter(document=document):
        Intervention.objects.get_or_create(case=own, document=theirs, kind=one.kind, fine_sek=one.fine_sek)
    what = "followup" if follow_up else "decision"
    TimelineEvent.objects.get_or_create(case=own, day=decision.decided_on, what=what, defaults={"document": theirs})
    own.refresh_from_db()
    own.outcome = case.outcome or decision.outcome
    own.case_number = own.case_number or case.case_number
    own.save(update_fields=["outcome", "case_number"])
    if new:
        _advance(own, decision, theirs, by, at)
        DecisionService.objects.get_or_create(
            decision=decision, way=DecisionService.Way.DIGITAL,
            defaults={"sent_on": decision.decided_on, "noted_by": by, "noted_at": at},
        )  # fmt: skip
        record(
            action="decision_delivered", subject_kind="case", subject_id=own.pk, by=by, at=at,
            organisation=own.holder_id, case=own.pk,
            after={"number": decision.number, "document": theirs.pk, "findings": own.findings.count()},
            reason="delivered",
        )  # fmt: skip
    keep_case_findable(own)
    return own


def _copy_people(case: Case, own: Case) -> None:
    for person in case.people.filter(role__in=["decides", "reports"]):
        if not own.people.filter(name=person.name, role=person.role).exists():
            CasePerson.objects.create(case=own, name=person.name, title=person.title, role=person.role)


def _deliver_areas(case: Case, own: Case, followed_up_by: Document | None) -> dict[int, Area]:
    """The organiser's own areas by the reviewer's: names, law and judgements are the decision's."""
    found = {}
    for area in case.areas.order_by("ordering"):
        mine, _ = Area.objects.get_or_create(case=own, name=area.name, defaults={"ordering": own.areas.count()})
        mine.legal_basis, mine.judgement, mine.intervention = area.legal_basis, area.judgement, area.intervention
        mine.follow_up = area.follow_up
        if followed_up_by is not None and area.follow_up:
            mine.follow_up_document = followed_up_by
        mine.save()
        found[area.pk] = mine
    return found


def _deliver_findings(
    decision: Decision, own: Case, areas: dict[int, Area], document: Document, by: User | None, at: datetime
) -> None:
    """The findings that this decision states. What the organiser has written about one that is there stays."""
    rows = DecisionFinding.objects.filter(area__decision=decision, finding__isnull=False).select_related("finding")
    for row in rows.order_by("ordering"):
        source = row.finding
        mine = Finding.objects.filter(case=own, delivered_from=source).first()
        is_new = mine is None
        mine = mine or Finding(
            case=own, delivered_from=source, kind=source.kind, ordering=own.findings.count(),
            state_since=decision.decided_on,
        )  # fmt: skip
        mine.area, mine.document, mine.text = areas.get(source.area_id), document, source.text
        mine.school_unit = source.school_unit
        mine.version += 0 if is_new else 1
        mine.save()
        if is_new:
            record(
                action="finding_found", subject_kind="finding", subject_id=mine.pk, by=by, at=at,
                organisation=own.holder_id, case=own.pk,
                after={"kind": mine.kind, "area": mine.area_id, "document": document.pk, "state": mine.state},
                reason="delivered",
            )  # fmt: skip
    if decision.replaces_id:
        gone = DecisionFinding.objects.filter(area__decision=decision.replaces_id, finding__state="closed")
        for mine in Finding.objects.filter(case=own, delivered_from__in=gone.values("finding")).exclude(state="closed"):
            mine.state, mine.state_grounds = "closed", f"Beslutet är ersatt av beslut {decision.number}."
            mine.closing_outcome, mine.state_since = "no_longer_applies", decision.decided_on
            mine.version += 1
            mine.save()
            record(
                action="finding_closed", subject_kind="finding", subject_id=mine.pk, by=by, at=at,
                organisation=own.holder_id, case=own.pk,
                after={"state": "closed", "closing_outcome": "no_longer_applies"}, reason="delivered",
            )  # fmt: skip


def _deliver_outcomes(decision: Decision, own: Case, document: Document, by: User | None, at: datetime) -> None:
    """What the authority says has become of each finding, as it stands in its follow-up decision."""
    for row in DecisionFinding.objects.filter(area__decision=decision, finding__isnull=False):
        for mine in Finding.objects.filter(case=own, delivered_from=row.finding_id).exclude(state="closed"):
            try:
                set_finding_state(
                    finding=mine, state=row.outcome, grounds=row.account, version=mine.version, by=by, at=at,
                    since=decision.decided_on, document=document,
                )  # fmt: skip
            except ChangedMeanwhile:  # pragma: no cover - the row was read in this very transaction
                continue


def _deliver_deadlines(
    case: Case, own: Case, document: Document, theirs: Document, by: User | None, at: datetime
) -> None:
    """Last days that are the organiser's to keep; the follow-up is the authority's own."""
    for deadline in case.deadlines.filter(document=document).exclude(what="follow_up"):
        finding = Finding.objects.filter(case=own, delivered_from=deadline.finding_id).first()
        finding = finding if deadline.finding_id else None
        if own.deadlines.filter(what=deadline.what, day=deadline.day, finding=finding).exists():
            continue
        mine = Deadline.objects.create(
            case=own, what=deadline.what, day=deadline.day, note=deadline.note, document=theirs, finding=finding
        )
        record(
            action="deadline_added", subject_kind="deadline", subject_id=mine.pk, by=by, at=at,
            organisation=own.holder_id, case=own.pk,
            after={"what": mine.what, "day": mine.day, "document": theirs.pk}, reason="delivered",
        )  # fmt: skip


def _advance(own: Case, decision: Decision, document: Document, by: User | None, at: datetime) -> None:
    """The organiser's case follows the authority's word as far as its steps allow. Its findings live on."""
    if decision.kind == Decision.Kind.DECISION and own.state in (Case.State.REGISTERED, Case.State.ANNOUNCED):
        move(case=own, name="decide", by=by, at=at, day=decision.decided_on)
        return
    if decision.kind == Decision.Kind.DECISION:
        return
    # What the earlier decision asked for has been judged now; only what this one asks for is owed.
    for deadline in own.deadlines.filter(what="response", met_on=None).exclude(document=document):
        meet_deadline(deadline=deadline, met_on=decision.decided_on, by=by, at=at)
    if decision.outcome == "open" and own.state == Case.State.ANSWERED:
        move(case=own, name="resume", by=by, at=at)
    elif decision.outcome == "closed" and own.state != Case.State.CLOSED:
        grounds = f"Myndigheten har avslutat granskningen genom beslut {decision.number}."
        move(case=own, name="close", by=by, at=at, day=decision.decided_on, grounds=grounds)


# --- To the reviewer ------------------------------------------------------------------------------------------


@transaction.atomic
def deliver_answer(*, answer: Answer, by: User | None, at: datetime) -> ReceivedAnswer | None:
    """A sent answer into the reviewer's case: its locked content, what it says of each finding, its documents.

    None when the case has no counterpart here, or the answer was delivered before.
    """
    stored = Answer.objects.select_related("case__counterpart__holder").get(pk=answer.pk)
    case = stored.case.counterpart
    if stored.sent_on is None or case is None or case.holder_id == stored.case.holder_id:
        return None
    if existing := ReceivedAnswer.objects.filter(answer=stored).first():
        return existing
    case = Case.objects.select_for_update(of=("self",)).select_related("holder").get(pk=case.pk)
    pdf = render_pdf(answer_paper(from_json(stored.content)), made_on=stored.sent_on).content
    document = documents.add_document(
        holder=case.holder, content=[pdf], name=f"redovisning-{stored.number}.pdf", by=by, at=at
    ).document
    CaseDocument.objects.get_or_create(
        case=case, document=document,
        defaults={"part": CaseDocument.Part.RESPONSE, "dated": stored.sent_on, "added_at": at},
    )  # fmt: skip
    received = ReceivedAnswer.objects.create(
        case=case, answer=stored, number=case.received_answers.count() + 1, received_on=stored.sent_on,
        content=stored.content, checksum=stored.checksum, document=document, registered_at=at,
    )  # fmt: skip
    _receive_items(stored, received, case, by, at)
    _receipt(received, by, at)
    return received


def _receive_items(answer: Answer, received: ReceivedAnswer, case: Case, by: User | None, at: datetime) -> None:
    """Per finding of the reviewer's: what was frozen in the answer, and the documents that it points to."""
    said = {f["number"]: f for area in answer.content["areas"] for f in area["findings"]}
    of_case = Finding.objects.filter(case=answer.case).order_by("area__ordering", "ordering", "id")
    for number, mine in enumerate(of_case, 1):
        words = said.get(number)
        if words is None or mine.delivered_from_id is None:
            continue
        measures = [f"{m['what']} ({m['by_whom']})" if m["by_whom"] else m["what"] for m in words["measures"]]
        results = [m["result"] for m in words["measures"] if m["result"].strip()]
        item = ReceivedItem.objects.create(
            received=received, finding_id=mine.delivered_from_id, effect=words["effect"],
            measures="\n".join([*measures, words["own_words"]]).strip(),
            result="\n".join([words["result"], *results]).strip(), remains=words["remains"],
            evidence=list(words["evidence"]),
        )  # fmt: skip
        item.documents.set(_evidence_documents(mine, case, by, at))


def _evidence_documents(mine: Finding, case: Case, by: User | None, at: datetime) -> Iterable[Document]:
    for row in Evidence.objects.filter(finding=mine, removed_at=None, document__isnull=False).select_related(
        "document"
    ):
        copied = copy_of(row.document, holder=case.holder, by=by, at=at)
        CaseDocument.objects.get_or_create(
            case=case, document=copied, defaults={"part": CaseDocument.Part.EVIDENCE, "added_at": at}
        )
        yield copied


@transaction.atomic
def register_answer(
    *, case: Case, received_on: object, document: Document | None, items: dict, by: User, at: datetime
) -> ReceivedAnswer:
    """An answer that came by letter or e-mail. `items` = finding id → {effect, measures, result, remains}.

    Raises `RoundRefuses` when the round is closed.
    """
    stored = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require_open(stored.participant.round)
    received = ReceivedAnswer.objects.create(
        case=stored, number=stored.received_answers.count() + 1, received_on=received_on, document=document,
        registered_by=by, registered_at=at,
    )  # fmt: skip
    if document is not None:
        CaseDocument.objects.get_or_create(
            case=stored, document=document,
            defaults={"part": CaseDocument.Part.RESPONSE, "dated": received_on, "added_at": at},
        )  # fmt: skip
    else:
        TimelineEvent.objects.get_or_create(case=stored, day=received_on, what="received")
    for finding in stored.findings.filter(pk__in=list(items)):
        ReceivedItem.objects.create(received=received, finding=finding, **items[finding.pk])
    _receipt(received, by, at)
    return received


def _receipt(received: ReceivedAnswer, by: User | None, at: datetime) -> None:
    """The answer keeps its last day, and the reviewer's case is answered."""
    case = received.case
    for deadline in case.deadlines.filter(what="response", met_on=None):
        meet_deadline(deadline=deadline, met_on=received.received_on, by=by, at=at)
    record(
        action="answer_received", subject_kind="case", subject_id=case.pk, by=by, at=at, organisation=case.holder_id,
        case=case.pk, after={"number": received.number, "day": received.received_on, "checksum": received.checksum},
    )  # fmt: skip
    try:
        move(case=case, name="answer", by=by, at=at, day=received.received_on)
    except (NoSuchStep, NotYet):
        return  # it is answered already, or the round has gone on: the answer lies in the case all the same
