"""The news that is published with a decision or a report, and its subject words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.reports.public import news_to_json
from likvard.reviews.actions import publications as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.forms.publications import DetailsForm, NewsForm
from likvard.reviews.models import PublicationNews
from likvard.reviews.queries.publications import built, drafted_news, news_content
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.decisions.shown import refused
from likvard.web.views.reviews import conflict

from .seen import name_of, publication_for


@needs(Permission.PUBLISH)
@require_http_methods(["GET", "POST"])
def news(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    """Before it is written for the first time it is drafted from the masked decision."""
    publication = publication_for(request, round_id, publication_id)
    back = redirect("publications:publication", round_id, publication_id)
    if publication.content is not None:
        return back
    row = PublicationNews.objects.filter(publication=publication).first()
    told = news_to_json(news_content(row) or drafted_news(publication))
    form = NewsForm(
        request.POST if request.method == "POST" else None,
        contacts=told["contacts"],
        initial={**told, "version": row.version if row else 0},
    )
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_news(
                publication=publication, version=form.cleaned_data["version"], contacts=form.contacts,
                by=request.user, at=timezone.now(), **form.texts,
            )  # fmt: skip
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=back.url)
        except NotYet as refusal:
            refused(request, refusal)
        else:
            messages.success(request, _("Saved."))
        return back
    lead = "" if row else _("Drafted from the masked text. Read it through and change what you want.")
    context = {
        "round": publication.round, "publication": publication, "name": name_of(publication), "form": form,
        "heading": _("News"), "lead": lead, "back": back.url,
    }  # fmt: skip
    return render(request, "publications/form.html", context, status=422 if form.errors else 200)


@needs(Permission.PUBLISH)
@require_POST
def drop_news(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    publication = publication_for(request, round_id, publication_id)
    try:
        actions.remove_news(publication=publication, by=request.user, at=timezone.now())
    except NotYet as refusal:
        refused(request, refusal)
    return redirect("publications:publication", round_id, publication_id)


@needs(Permission.PUBLISH)
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, round_id: UUID, publication_id: UUID) -> HttpResponse:
    publication = publication_for(request, round_id, publication_id)
    back = redirect("publications:publication", round_id, publication_id)
    if publication.content is not None:
        return back
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        number=publication.number,
        initial={"tags": "\n".join(built(publication).tags), "change": publication.change},
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = {"publication": publication, "by": request.user, "at": timezone.now()}
            actions.write_tags(tags=form.tag_list, **given)
            if publication.number > 1:
                actions.tell_what_changed(change=form.cleaned_data["change"], **given)
        except NotYet as refusal:
            refused(request, refusal)
        else:
            messages.success(request, _("Saved."))
        return back
    context = {
        "round": publication.round, "publication": publication, "name": name_of(publication), "form": form,
        "heading": _("Subject words"), "lead": "", "back": back.url,
    }  # fmt: skip
    return render(request, "publications/form.html", context, status=422 if form.errors else 200)
