"""The organisation's own versions of review kinds: the list, the editor, and publishing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.definitions import (
    CannotPublish,
    change_definition,
    draft_definition,
    drop_definition,
    publish_definition,
    with_day,
)
from likvard.reviews.forms.definitions import DefinitionTextForm, NewDefinitionForm, PublishForm
from likvard.reviews.models import OwnDefinition
from likvard.reviews.queries.own_definitions import own_definitions_visible_to, read
from likvard.rulebook.comparing import differences
from likvard.rulebook.faults import in_words
from likvard.rulebook.kinds import Definition
from likvard.rulebook.lawchanges import touched_by
from likvard.rulebook.loading import DefinitionError, rulebook, text_of
from likvard.rulebook.permissions import Permission
from likvard.terms.statutes.wordings import changes_after
from likvard.web.casing import capital
from likvard.web.guards import grants, needs
from likvard.web.labels import label
from likvard.web.views.reviews import conflict
from likvard.web.views.reviews.wording import language
from likvard.web.views.rounds.seen import holders

STATE = OwnDefinition.State


def _own(request: HttpRequest, definition_id: UUID) -> OwnDefinition:
    return get_object_or_404(own_definitions_visible_to(grants(request)), pk=definition_id)


def _bases(request: HttpRequest) -> list[tuple[str, str]]:
    """What a new version can begin from: the rulebook's of today, and the organisation's own published ones."""
    book, today = rulebook(), timezone.localdate()
    found = []
    for kind in book.kinds:
        definition = book.for_round(kind, today)
        if definition.areas:
            words = capital(definition.name.text(language()))
            found.append((f"{kind}/{definition.version}", f"{words}, {definition.version}"))
    own = own_definitions_visible_to(grants(request)).filter(state=STATE.PUBLISHED)
    for one in own:
        words = capital(read(one.text, one.kind, one.valid_from).name.text(language()))
        found.append((str(one.pk), _("%(name)s, own version from %(day)s") % {"name": words, "day": one.valid_from}))
    return sorted(found, key=lambda row: row[1])


def _base_of(one: OwnDefinition) -> Definition | None:
    """The definition that it was drafted from."""
    known = rulebook().version(one.kind, one.based_on)
    if known is not None:
        return known
    own = OwnDefinition.objects.filter(pk=one.based_on, holder=one.holder_id, state=STATE.PUBLISHED).first()
    return read(own.text, own.kind, own.valid_from) if own else None


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The own versions, and a new one to begin."""
    bases = _bases(request)
    mine = holders(request, Permission.DEFINITION_EDIT)
    form = NewDefinitionForm(request.POST or None, holders=mine, bases=bases)
    if request.method == "POST" and form.is_valid():
        holder, base = form.cleaned_data["holder"], form.cleaned_data["base"]
        kind, _slash, version = base.partition("/")
        if version:
            text, based_on = text_of(rulebook().version(kind, version)), version
        else:
            own = own_definitions_visible_to(grants(request)).get(pk=base)
            kind, text, based_on = own.kind, own.text, str(own.pk)
        one = draft_definition(
            holder=holder, kind=kind, based_on=based_on, text=text, by=request.user, at=timezone.now()
        )
        return redirect("definitions:edit", one.pk)
    rows = [(one, capital(label("review_kind", one.kind))) for one in own_definitions_visible_to(grants(request))]
    context = {"rows": rows, "form": form}
    return render(request, "definitions/index.html", context, status=422 if form.errors else 200)


def _context(one: OwnDefinition, form: DefinitionTextForm, publish: PublishForm) -> dict[str, Any]:
    """The text as it is read now, what it changes, what is wrong with it, and which law changes touch it."""
    day = one.valid_from or timezone.localdate()
    found, fault = None, None
    try:
        found = read(one.text if one.state == STATE.PUBLISHED else with_day(one.text, day), one.kind, day)
    except DefinitionError as refused:
        fault = (refused.key, in_words(refused).text(language()))
    base = _base_of(one)
    changes = differences(base, found) if base and found else ()
    since = base.valid_from if base else day
    law = [
        (change, touched_by(change, found)) for change in changes_after(since) if found and touched_by(change, found)
    ]
    return {
        "definition": one,
        "kind": capital(label("review_kind", one.kind)),
        "form": form,
        "publish": publish,
        "found": found,
        "fault": fault,
        "base": base,
        "changes": [(capital(label("definition_part", change.what)), change) for change in changes],
        "law": law,
        "language": language(),
    }


@needs(Permission.DEFINITION_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """The draft's text beside what it changes. What is written is saved, right or not yet."""
    one = _own(request, definition_id)
    form = DefinitionTextForm(request.POST or None, initial={"text": one.text, "version": one.version})
    publish = PublishForm(initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            one = change_definition(
                definition=one,
                text=form.cleaned_data["text"],
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=request.path)
        except CannotPublish as refused:
            form.add_error(None, refused.words.text(language()))
        else:
            messages.success(request, _("Saved. Beside the text stands what it changes."))
            return redirect("definitions:edit", one.pk)
    return render(request, "definitions/edit.html", _context(one, form, publish), status=422 if form.errors else 200)


@needs(Permission.DEFINITION_EDIT)
@require_POST
def publish(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = _own(request, definition_id)
    publish_form = PublishForm(request.POST)
    form = DefinitionTextForm(initial={"text": one.text, "version": one.version})
    if publish_form.is_valid():
        try:
            publish_definition(definition=one, day=publish_form.cleaned_data["day"], by=request.user, at=timezone.now())
        except CannotPublish as refused:
            publish_form.add_error("day", refused.words.text(language()))
        except DefinitionError as refused:
            publish_form.add_error(None, f"{refused.key}: {in_words(refused).text(language())}")
        else:
            messages.success(request, _("Published. From its day new rounds can judge by it."))
            return redirect("definitions:edit", one.pk)
    return render(request, "definitions/edit.html", _context(one, form, publish_form), status=422)


@needs(Permission.DEFINITION_EDIT)
@require_POST
def drop(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    one = _own(request, definition_id)
    try:
        drop_definition(definition=one, by=request.user, at=timezone.now())
    except CannotPublish as refused:
        messages.error(request, refused.words.text(language()))
        return redirect("definitions:edit", one.pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("definitions:index")


@needs(Permission.DEFINITION_EDIT)
@require_GET
def text(request: HttpRequest, definition_id: UUID) -> HttpResponse:
    """The definition as its file, for lawyers and archives."""
    one = _own(request, definition_id)
    response = HttpResponse(one.text, content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response
