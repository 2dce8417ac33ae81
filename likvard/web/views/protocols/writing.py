"""A protocol: written by several people at once, and read when it is no draft any more."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from likvard.reports.wordings import differences
from likvard.reviews.actions import protocols as actions
from likvard.reviews.actions.conflicts import ChangedMeanwhile, fingerprint
from likvard.reviews.actions.protocols.rules import GONE
from likvard.reviews.forms.protocols import (
    AddStatementForm,
    AnswerCorrectionForm,
    ReasonForm,
    StatementForm,
    seen_of,
)
from likvard.reviews.models import Correction, Protocol, PublicLink, Statement
from likvard.reviews.queries.interviews import interviews_of
from likvard.reviews.queries.protocols import criteria_of, removed, standing
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import choices, label
from likvard.web.openaddress import open_address
from likvard.web.templatetags.lv import day, from_today
from likvard.web.views.rounds.seen import abilities

from .seen import STATE_TONE, interview_words, protocol_for, statement_for


@dataclass(frozen=True, slots=True)
class FieldInConflict:
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    by: str
    at: object
    fields: tuple[FieldInConflict, ...]
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as the page shows it."""

    statement: Statement
    form: StatementForm | None
    conflict: Conflict | None
    correction: Correction | None
    proposed_parts: tuple[tuple[str, str], ...]
    changed_parts: tuple[tuple[str, str], ...]
    answer: AnswerCorrectionForm | None
    criterion: str
    role: str
    first: bool
    last: bool


def statement_form(protocol: Protocol, statement: Statement, data: Any = None) -> StatementForm:
    criteria = [(c.key, f"{c.key} {c.text}") for c in criteria_of(protocol.participant.round)]
    return StatementForm(
        data,
        initial={name: getattr(statement, name) for name in ("text", "criterion_key", "speaker_role")}
        | seen_of(statement),
        auto_id=f"id_{statement.pk}_%s",
        criteria=criteria,
        roles=choices("interview_role"),
    )


def shown(
    protocol: Protocol,
    *,
    writing: tuple[UUID, StatementForm, Conflict | None] | None = None,
    answering: tuple[UUID, AnswerCorrectionForm] | None = None,
) -> list[Shown]:
    draft, checked = protocol.state == "draft", protocol.state == "checked"
    criteria = {c.key: c.text for c in criteria_of(protocol.participant.round)}
    rows = list(standing(protocol))
    found = []
    for k, one in enumerate(rows):
        correction = getattr(one, "correction", None)
        if correction is not None and correction.delivered_at is None:
            correction = None  # still the organiser's own
        form, conflict = (statement_form(protocol, one), None) if draft else (None, None)
        if writing and writing[0] == one.pk:
            form, conflict = writing[1], writing[2]
        answer = None
        if correction is not None and checked:
            answer = AnswerCorrectionForm(
                initial={"text": correction.text, "reason": correction.reason}
                | ({"verdict": correction.state} if correction.state != "proposed" else {}),
                auto_id=f"id_{one.pk}_%s",
            )
            if answering and answering[0] == one.pk:
                answer = answering[1]
        found.append(
            Shown(
                statement=one,
                form=form,
                conflict=conflict,
                correction=correction,
                proposed_parts=differences(one.sent_text, correction.text) if correction else (),
                changed_parts=differences(one.sent_text, one.text) if one.sent_text != one.text and not draft else (),
                answer=answer,
                criterion=f"{one.criterion_key} {criteria.get(one.criterion_key, '')}".strip(),
                role=label("interview_role", one.speaker_role),
                first=k == 0,
                last=k == len(rows) - 1,
            )
        )
    return found


def lead_of(protocol: Protocol, rows: list[Shown]) -> str:
    """What state the protocol is in, in one or two sentences."""
    name = protocol.participant.organiser.name
    if protocol.state == "draft":
        count = ngettext("%(n)d statement.", "%(n)d statements.", len(rows)) % {"n": len(rows)}
        return _("A draft that only you who review can see.") + " " + count
    until = day(protocol.check_until)
    if protocol.state == "checking":
        left = from_today(protocol.check_until)
        words = {"name": name, "day": until, "left": left}
        if left:
            return _("%(name)s checks the facts until %(day)s, %(left)s.") % words
        return _("%(name)s checks the facts until %(day)s.") % words
    if protocol.silent_at:
        said = _("%(name)s did not answer the fact-check. This was noted on %(day)s.") % {
            "name": name, "day": day(protocol.silent_at),
        }  # fmt: skip
    else:
        said = _("%(name)s answered the fact-check on %(day)s.") % {"name": name, "day": day(protocol.answered_at)}
    if protocol.state == "final":
        return said + " " + _("The protocol is final and does not change.")
    left = sum(1 for row in rows if row.correction is not None and row.correction.state == "proposed")
    if left:
        return said + " " + ngettext("%(n)d correction to answer.", "%(n)d corrections to answer.", left) % {"n": left}
    return said + " " + _("It can be made final.")


def page(request: HttpRequest, protocol: Protocol, *, status: int = 200, **kept: Any) -> HttpResponse:
    """The protocol; `kept` puts back what a person wrote and could not save."""
    round_ = protocol.participant.round
    interviews = interviews_of(round_).filter(participant=protocol.participant)
    rows, can = shown(protocol, **kept), abilities(request, round_)
    context = {
        "round": round_,
        "protocol": protocol,
        "tone": STATE_TONE[protocol.state],
        "rows": rows,
        "removed": removed(protocol),
        "lead": lead_of(protocol, rows),
        "adding": AddStatementForm(interviews=interviews, words=interview_words, auto_id="id_add_%s"),
        "removing": ReasonForm(auto_id=False),
        "can": can,
        "address": open_address(protocol.participant, PublicLink.Purpose.FACT_CHECK, timezone.now())
        if can["work"] and protocol.state != "draft"
        else "",
        "to_answer": sum(1 for r in rows if r.correction is not None and r.correction.state == "proposed"),
    }
    return render(request, "protocols/protocol.html", context, status=status)


@needs(Permission.ROUND_READ)
@require_GET
def protocol(request: HttpRequest, round_id: UUID, protocol_id: UUID) -> HttpResponse:
    return page(request, protocol_for(request, round_id, protocol_id))


def back(protocol: Protocol, statement: Statement | None = None) -> HttpResponse:
    answer = redirect("protocols:protocol", protocol.participant.round_id, protocol.pk)
    if statement is not None:
        answer["Location"] += f"#statement-{statement.number}"
    return answer


def refused(request: HttpRequest, protocol: Protocol, error: actions.NotNow) -> HttpResponse:
    messages.warning(request, error.words.text(get_language() or "sv"))
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return back(protocol)


@needs(Permission.ROUND_WORK)
@require_POST
def add(request: HttpRequest, round_id: UUID, protocol_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    interviews = interviews_of(found.participant.round).filter(participant=found.participant)
    form = AddStatementForm(request.POST, interviews=interviews, words=interview_words)
    chosen = form.cleaned_data["interview"] if form.is_valid() else None
    last = standing(found).last()
    try:
        statement = actions.add_statement(
            protocol=found,
            interview=chosen,
            # The next thing said is most often about the same, by the same.
            criterion_key=last.criterion_key if last else "",
            speaker_role="" if chosen else (last.speaker_role if last else ""),
            by=request.user,
            at=timezone.now(),
        )
    except actions.NotNow as error:
        return refused(request, found, error)
    return back(found, statement)


def _conflict(changed: ChangedMeanwhile, form: StatementForm) -> Conflict:
    words = {
        name: {str(code): str(word) for code, word in form.fields[name].choices}
        for name in ("criterion_key", "speaker_role")
    }

    def said(name: str, value: str) -> str:
        return words[name].get(value, value) if name in words else value

    row = changed.row
    return Conflict(
        row.changed_by.name if row.changed_by else "",
        row.changed_at,
        tuple(
            FieldInConflict(str(form.fields[n].label), said(n, changed.mine[n]), said(n, changed.current[n]))
            for n in changed.current
        ),
        {f"seen_{n}": fingerprint(changed.current[n]) for n in changed.current},
    )


@needs(Permission.ROUND_WORK)
@require_POST
def write(request: HttpRequest, round_id: UUID, protocol_id: UUID, statement_id: UUID) -> HttpResponse:
    """Saves itself as people type; two who write the same are shown both wordings."""
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    statement = statement_for(request, found, statement_id)
    form = statement_form(found, statement, request.POST)
    if not form.is_valid():
        if request.htmx:
            return render(request, "answers/_refused.html", {"form": form})
        return page(request, found, status=422, writing=(statement.pk, form, None))
    at = timezone.now()
    try:
        if "theirs" in request.POST:
            actions.set_aside(statement=statement, text=form.texts.get("text", ""), by=request.user, at=at)
            if request.htmx:
                return HttpResponse(headers={"HX-Refresh": "true"})
            return back(found, statement)
        written = actions.write_statement(statement=statement, texts=form.texts, seen=form.seen, by=request.user, at=at)
    except actions.NotNow as error:
        return refused(request, found, error)
    except Statement.DoesNotExist:  # removed by somebody meanwhile
        return refused(request, found, actions.NotNow(GONE))
    except ChangedMeanwhile as changed:
        conflict = _conflict(changed, form)
        if request.htmx:
            return render(request, "answers/_conflict.html", {"conflict": conflict})
        data = request.POST.copy()
        data.update(conflict.values)
        again = statement_form(found, statement, data)
        return page(request, found, status=409, writing=(statement.pk, again, conflict))
    if not request.htmx:
        return back(found, written)
    # What somebody else changed stays unseen, or it would be written over at the next save.
    marks = {
        f"id_{written.pk}_seen_{name}": (f"seen_{name}", fingerprint(getattr(written, name)))
        for name, text in form.texts.items()
        if getattr(written, name) == text
    }
    return render(request, "protocols/_saved.html", {"at": written.changed_at or at, "marks": marks})


@needs(Permission.ROUND_WORK)
@require_POST
def move(request: HttpRequest, round_id: UUID, protocol_id: UUID, statement_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    statement = statement_for(request, found, statement_id)
    try:
        step = 1 if request.POST.get("step") == "down" else -1
        actions.move_statement(statement=statement, step=step, by=request.user, at=timezone.now())
    except actions.NotNow as error:
        return refused(request, found, error)
    return back(found, statement)


@needs(Permission.ROUND_WORK)
@require_POST
def remove(request: HttpRequest, round_id: UUID, protocol_id: UUID, statement_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    statement = statement_for(request, found, statement_id)
    try:
        actions.remove_statement(
            statement=statement, reason=request.POST.get("reason", "")[:500], by=request.user, at=timezone.now()
        )
    except actions.NotNow as error:
        return refused(request, found, error)
    messages.success(request, _("Statement %(n)d is removed. It can be put back.") % {"n": statement.number})
    return back(found)


@needs(Permission.ROUND_WORK)
@require_POST
def restore(request: HttpRequest, round_id: UUID, protocol_id: UUID, statement_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    statement = statement_for(request, found, statement_id)
    try:
        actions.restore_statement(statement=statement, by=request.user, at=timezone.now())
    except actions.NotNow as error:
        return refused(request, found, error)
    return back(found, statement)
