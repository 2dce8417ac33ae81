"""One publication: read as the public will read it, approved, published, withdrawn."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from likvard.reports.pdf import render_pdf
from likvard.reports.public import day_of, public_paper
from likvard.reviews.actions import publications as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.forms.publications import WithdrawForm
from likvard.reviews.models import Publication
from likvard.reviews.queries.publications import built, lacking_in_publication, still_seen
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.views.decisions.shown import reasons_in_words, refused

from .masking import ground_words
from .seen import TONES, name_of, publication_for


@needs(Permission.PUBLISH)
@require_GET
def publication(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    one = publication_for(request, round_id, publication_id)
    made, is_open = built(one), one.content is None
    lacking = reasons_in_words(lacking_in_publication(one)) if is_open else []
    return render(
        request,
        "publications/publication.html",
        {
            "round": one.round,
            "publication": one,
            "name": name_of(one),
            "made": made,
            "paper": replace(public_paper(made.document, grounds=made.grounds, version=one.number), status=""),
            "grounds": [ground_words(code) for code in made.grounds],
            "lacking": lacking,
            "still_seen": still_seen(one) if is_open else [],
            "is_open": is_open,
            "own_work": str(request.user.pk) in one.writers,
            "state": label("publication_state", one.state),
            "tone": TONES[one.state],
            "closed": not settings.PUBLIC,
            "address": settings.BASE_URL + reverse("public:publication", args=[one.code]),
            "withdraw_form": WithdrawForm(auto_id="withdraw-%s"),
            "last": not Publication.objects.filter(code=one.code, number__gt=one.number).exists(),
        },
    )


@needs(Permission.PUBLISH)
@require_GET
def pdf(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    """The masked file as it will be published."""
    one = publication_for(request, round_id, publication_id)
    made = built(one)
    paper = public_paper(made.document, grounds=made.grounds, version=one.number)
    content = render_pdf(paper, made_on=day_of(made.document) or timezone.localdate()).content
    return download(content, "application/pdf", "maskerad-version.pdf")


Act = Callable[[Publication], object]


def _do(request: HttpRequest, round_id: UUID, publication_id: UUID, act: Act, said: str) -> HttpResponse:
    one = publication_for(request, round_id, publication_id)
    try:
        act(one)
    except NotYet as refusal:
        refused(request, refusal)
    else:
        messages.success(request, said)
    return redirect("publications:publication", round_id, publication_id)


@needs(Permission.PUBLISH)
@require_POST
def approve(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    def act(one: Publication) -> object:
        return actions.approve_publication(
            publication=one, checksum=request.POST.get("checksum", ""), by=request.user, at=timezone.now()
        )

    return _do(request, round_id, publication_id, act, _("Approved, word for word as you have read it."))


@needs(Permission.PUBLISH)
@require_POST
def publish(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    if not settings.PUBLIC:
        messages.warning(request, _("The public pages of this installation are closed. Nothing is published."))
        return redirect("publications:index", round_id)

    def act(one: Publication) -> object:
        return actions.publish(publication=one, today=timezone.localdate(), by=request.user, at=timezone.now())

    return _do(request, round_id, publication_id, act, _("Published. Everybody can read it now."))


@needs(Permission.PUBLISH)
@require_POST
def withdraw(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def act(one: Publication) -> object:
        return actions.withdraw_publication(
            publication=one, reason=reason, today=timezone.localdate(), by=request.user, at=timezone.now()
        )

    return _do(request, round_id, publication_id, act, _("Withdrawn. The address says why."))


@needs(Permission.PUBLISH)
@require_POST
def discard(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    one = publication_for(request, round_id, publication_id)
    try:
        actions.discard_publication(publication=one, by=request.user, at=timezone.now())
    except NotYet as refusal:
        refused(request, refusal)
        return redirect("publications:publication", round_id, publication_id)
    messages.success(request, _("The draft is gone."))
    return redirect("publications:index", round_id)
