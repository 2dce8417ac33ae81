"""The fact-check on the reviewer's side: handed over, corrections answered, made final."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.access.models import User
from likvard.reviews.actions import protocols as actions
from likvard.reviews.actions.links import keep_link
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.forms.protocols import AnswerCorrectionForm, SendForCheckForm
from likvard.reviews.models import Correction, Protocol, PublicLink
from likvard.reviews.queries.protocols import listed, standing
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.rounds.seen import round_for

from .seen import protocol_for, role_words, statement_for
from .writing import back, page, refused

# So long the organiser can read, by its address, what its corrections came to.
AFTERWARDS = timedelta(days=60)


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, round_id: UUID, protocol_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    if found.state != "draft":
        return back(found)
    today = timezone.localdate()
    form = SendForCheckForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.send_for_check(
                protocol=found, until=form.cleaned_data["until"], by=request.user, at=timezone.now()
            )
        except (actions.NotNow, RoundRefuses) as error:
            form.add_error(None, error.words.text(get_language() or "sv"))
        else:
            _open_for_outsiders(sent, by=request.user)
            if sent.delivered_to is None:
                messages.success(request, _("The protocol is handed over. Send the organiser the link or the PDF."))
            else:
                messages.success(request, _("The protocol is handed over to the organiser for fact-check."))
            return back(found)
    context = {
        "round": found.participant.round,
        "protocol": found,
        "form": form,
        "count": standing(found).count(),
    }
    return render(request, "protocols/send.html", context, status=422 if form.errors else 200)


def _open_for_outsiders(sent: Protocol, *, by: User) -> None:
    """An organiser that has nobody here: an address without an account is its way in."""
    if sent.delivered_to is None:
        at = timezone.now()
        expires = at + (sent.check_until - timezone.localdate()) + AFTERWARDS
        keep_link(participant=sent.participant, purpose=PublicLink.Purpose.FACT_CHECK, expires_at=expires, by=by, at=at)


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def send_all(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Every draft that is ready, handed over with one last day."""
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    form = SendForCheckForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    drafts = [one for one in listed(round_) if one.state == "draft"]
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        try:
            sent, left = actions.send_all_for_check(round_=round_, until=until, by=request.user, at=timezone.now())
        except (actions.NotNow, RoundRefuses) as error:
            form.add_error(None, error.words.text(get_language() or "sv"))
        else:
            for one in sent:
                _open_for_outsiders(one, by=request.user)
            words = ngettext("%(n)d protocol is handed over.", "%(n)d protocols are handed over.", len(sent))
            messages.success(request, words % {"n": len(sent)})
            if left:
                more = ngettext(
                    "%(n)d draft is not ready: it has no statement, or an empty one.",
                    "%(n)d drafts are not ready: they have no statement, or an empty one.",
                    len(left),
                )
                messages.info(request, more % {"n": len(left)})
            return redirect("protocols:index", round_id)
    context = {"round": round_, "drafts": drafts, "form": form}
    return render(request, "protocols/send_all.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_WORK)
@require_POST
def answer(request: HttpRequest, round_id: UUID, protocol_id: UUID, statement_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    statement = statement_for(request, found, statement_id)
    correction = Correction.objects.filter(statement=statement, delivered_at__isnull=False).first()
    if correction is None:
        raise Http404
    form = AnswerCorrectionForm(request.POST, auto_id=f"id_{statement.pk}_%s")
    if not form.is_valid():
        return page(request, found, status=422, answering=(statement.pk, form))
    try:
        actions.answer_correction(
            correction=correction,
            accepted=form.cleaned_data["verdict"] == "accepted",
            text=form.cleaned_data["text"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except actions.NotNow as error:
        return refused(request, found, error)
    return back(found, statement)


@needs(Permission.ROUND_WORK)
@require_POST
def finish(request: HttpRequest, round_id: UUID, protocol_id: UUID) -> HttpResponse:
    found = protocol_for(request, round_id, protocol_id, Permission.ROUND_WORK)
    with override("sv"):  # the paper is Swedish, whoever makes it
        words = role_words()
    try:
        actions.make_final(
            protocol=found, final_on=timezone.localdate(), role_words=words, by=request.user, at=timezone.now()
        )
    except actions.NotNow as error:
        return refused(request, found, error)
    messages.success(request, _("The protocol is final and can no longer be changed."))
    return back(found)
