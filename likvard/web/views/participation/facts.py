"""The fact-check as the organiser meets it: each statement as it was sent, another wording proposed, and answered."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from likvard.reports.wordings import differences
from likvard.reviews.actions import protocols as actions
from likvard.reviews.actions.links import note_use
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.forms.protocols import AnswerCheckForm, ProposeForm
from likvard.reviews.models import Correction, Protocol, PublicLink, Statement
from likvard.reviews.queries.protocols import criteria_of, handed_over, protocols_of_link
from likvard.web.labels import label
from likvard.web.views.protocols.papers import as_pdf, paper_of

from .doors import Door, doors

FACTS = PublicLink.Purpose.FACT_CHECK


@dataclass(frozen=True, slots=True)
class Line:
    """A statement as it was sent, with what was proposed; answers only when the protocol is final."""

    statement: Statement
    correction: Correction | None
    proposed_parts: tuple[tuple[str, str], ...]
    final_parts: tuple[tuple[str, str], ...]
    form: ProposeForm | None
    propose_to: str
    criterion: str
    role: str


def _protocol(door: Door, handed_id: UUID) -> Protocol:
    return get_object_or_404(protocols_of_link(door.participant), pk=handed_id)


def _lines(
    door: Door, protocol: Protocol, *, open_: bool, refused: tuple[UUID, ProposeForm] | None = None
) -> list[Line]:
    criteria = {c.key: f"{c.key} {c.text}" for c in criteria_of(protocol.participant.round)}
    final = protocol.state == Protocol.State.FINAL
    found = []
    for one in handed_over(protocol):
        correction = getattr(one, "correction", None)
        form = None
        if open_:
            initial = {"text": correction.text if correction else one.sent_text}
            initial["grounds"] = correction.grounds if correction else ""
            form = ProposeForm(initial=initial, auto_id=f"id_{one.pk}_%s")
            if refused and refused[0] == one.pk:
                form = refused[1]
        found.append(
            Line(
                statement=one,
                correction=correction,
                proposed_parts=differences(one.sent_text, correction.text) if correction else (),
                final_parts=differences(one.sent_text, one.text) if final and one.text != one.sent_text else (),
                form=form,
                propose_to=door.to("propose", protocol.pk, one.pk),
                criterion=criteria.get(one.criterion_key, ""),
                role=label("interview_role", one.speaker_role),
            )
        )
    return found


def _page(
    request: HttpRequest,
    door: Door,
    protocol: Protocol,
    *,
    status: int = 200,
    refused: tuple[UUID, ProposeForm] | None = None,
    answering: AnswerCheckForm | None = None,
    told: str = "",
) -> HttpResponse:
    today = timezone.localdate()
    open_ = protocol.state == Protocol.State.CHECKING and today <= protocol.check_until
    lines = _lines(door, protocol, open_=open_, refused=refused)
    context = {
        "door": door,
        "link": door.link,
        "protocol": protocol,
        "lines": lines,
        "open": open_,
        "late": protocol.state == Protocol.State.CHECKING and not open_,
        "final": protocol.state == Protocol.State.FINAL,
        "proposed": sum(line.correction is not None for line in lines),
        "answering": answering or AnswerCheckForm(auto_id="id_answer_%s"),
        "finish_to": door.to("finish_check", protocol.pk),
        "pdf": door.to("fact_check_pdf", protocol.pk),
        "told": told,
        "saved": request.GET.get("sparat") == "1",
    }
    return render(request, "participation/fact_check.html", context, status=status)


@require_GET
def fact_checks(request: HttpRequest, door: Door) -> HttpResponse:
    """What was handed over; one alone is shown at once."""
    protocols = list(protocols_of_link(door.participant))
    if len(protocols) == 1:
        return redirect(door.to("fact_check", protocols[0].pk))
    rows = [(one, door.to("fact_check", one.pk)) for one in protocols]
    context = {"door": door, "link": door.link, "rows": rows, "participant": door.participant}
    return render(request, "participation/fact_checks.html", context)


@require_GET
def fact_check(request: HttpRequest, door: Door, handed_id: UUID) -> HttpResponse:
    return _page(request, door, _protocol(door, handed_id))


@require_POST
def propose(request: HttpRequest, door: Door, handed_id: UUID, handed_statement_id: UUID) -> HttpResponse:
    protocol = _protocol(door, handed_id)
    statement = handed_over(protocol).filter(pk=handed_statement_id).first()
    if statement is None:
        raise Http404
    at = timezone.now()
    form = ProposeForm(request.POST, auto_id=f"id_{statement.pk}_%s")
    try:
        if "withdraw" in request.POST:
            actions.withdraw_proposal(statement=statement, by=door.by, at=at)
        elif not form.is_valid():
            return _page(request, door, protocol, status=422, refused=(statement.pk, form))
        else:
            actions.propose(statement=statement, by=door.by, at=at, **form.cleaned_data)
    except (actions.NotNow, RoundRefuses) as error:
        return _page(request, door, protocol, status=409, told=error.words.text(get_language() or "sv"))
    _used(door, at)
    return redirect(f"{door.to('fact_check', protocol.pk)}?sparat=1#statement-{statement.number}")


@require_POST
def finish_check(request: HttpRequest, door: Door, handed_id: UUID) -> HttpResponse:
    """The corrections go to the reviewer. By a link, whoever answers says who she is."""
    protocol = _protocol(door, handed_id)
    form = AnswerCheckForm(request.POST, auto_id="id_answer_%s")
    name = ""
    if not door.signed_in:
        if not form.is_valid():
            return _page(request, door, protocol, status=422, answering=form)
        name = form.cleaned_data["name"]
    at = timezone.now()
    try:
        actions.answer_check(protocol=protocol, by=door.by, name=name, at=at)
    except (actions.NotNow, RoundRefuses) as error:
        return _page(request, door, protocol, status=409, told=error.words.text(get_language() or "sv"))
    _used(door, at)
    return redirect(door.to("fact_check", protocol.pk))


@require_GET
def fact_check_pdf(request: HttpRequest, door: Door, handed_id: UUID) -> HttpResponse:
    protocol = _protocol(door, handed_id)
    return as_pdf(protocol, paper_of(protocol, as_sent=True))


def _used(door: Door, at: object) -> None:
    if door.link is not None:
        note_use(link=door.link, at=at)


by_link_list, own_list = doors(FACTS)(fact_checks)
by_link_check, own_check = doors(FACTS)(fact_check)
by_link_propose, own_propose = doors(FACTS)(propose)
by_link_finish, own_finish = doors(FACTS)(finish_check)
by_link_pdf, own_pdf = doors(FACTS)(fact_check_pdf)
