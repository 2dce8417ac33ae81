"""What a dialogue agreed on, and what came of it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import dialogues as actions
from likvard.quality.forms.dialogues import AgreeForm, EndAgreementForm, MoveAgreementForm
from likvard.quality.models import Agreement, Dialogue
from likvard.quality.queries.people import people_of_both
from likvard.rulebook.permissions import Permission
from likvard.web.formpage import once_more
from likvard.web.guards import needs

from .seen import agreement_for, dialogue_for, form_page


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    found, sides = dialogue_for(request, dialogue_id)
    if not sides or found.state == Dialogue.State.CANCELLED:
        raise PermissionDenied
    form = AgreeForm(request.POST or None, people=people_of_both(found.party, on=timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        actions.agree(dialogue=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(f"{reverse('dialogues:dialogue', args=[found.id])}#agreements")
    return form_page(
        request,
        form,
        heading=_("Note what you agree on"),
        lead=_("What, who and when. It comes back before each dialogue until it is done."),
        button=_("Note what you agree on"),
        back=reverse("dialogues:dialogue", args=[found.id]),
        back_words=found.party.name,
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    found = agreement_for(request, agreement_id)
    initial = {"version": found.version, "ended_on": timezone.localdate()}
    form = EndAgreementForm(request.POST or None, initial=initial)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_agreement(agreement=found, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Noted."))
            return redirect("dialogues:dialogue", found.dialogue_id)
        except ChangedMeanwhile as told:
            found.refresh_from_db()
            form, changed = once_more(form, told), True
    is_open = found.state == Agreement.State.OPEN
    move_form = MoveAgreementForm(initial={"until": found.until, "version": found.version}, auto_id="id_move_%s")
    return render(
        request,
        "dialogues/agreement.html",
        {
            "agreement": found,
            "dialogue": found.dialogue,
            "form": form if is_open or form.is_bound else None,
            "move_form": move_form if is_open else None,
            "changed": changed,
        },
        status=409 if changed else 422 if form.is_bound and form.errors else 200,
    )


@needs(Permission.DIALOGUE_HOLD)
@require_POST
def move_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    found = agreement_for(request, agreement_id)
    form = MoveAgreementForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the new last day as year, month and day, for example 2027-03-01."))
        return redirect("dialogues:agreement", found.id)
    try:
        actions.move_agreement(agreement=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The last day is moved. The old one stays in the history."))
    except ChangedMeanwhile:
        messages.warning(request, _("Somebody else changed it meanwhile. See how it stands now, and try again."))
    return redirect("dialogues:agreement", found.id)
