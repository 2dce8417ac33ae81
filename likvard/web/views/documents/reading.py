"""The reading page: the document beside what was read in it, value by value."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from likvard.documents import actions, queries
from likvard.documents.fields import AREA, Field, field_of
from likvard.documents.forms import ReviewForm, ValueForm
from likvard.documents.models import Document, Reading
from likvard.documents.pageimages import HAS_PAGES
from likvard.documents.values import Row
from likvard.rulebook.permissions import Permission
from likvard.web import readingpage
from likvard.web.guards import needs

from . import seen
from .listing import show

READY = (Reading.State.READ, Reading.State.REVIEWED)


@needs(Permission.DOCUMENT_READ)
@require_GET
def reading(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = seen.document(request, document_id)
    item = show(request, document)
    context = {"document": document, "item": item, "case": seen.case_of(request, document)}
    if document.reading.state not in READY:
        return render(request, "documents/waiting.html", context)
    rows = queries.rows_of(document.reading)
    original = document.media_type in HAS_PAGES and request.GET.get("vy") == "original"
    context |= {
        "heading": readingpage.heading(document.reading.record) or document.name,
        "lead": readingpage.lead(document.reading.record),
        "left": queries.Left.of(rows),
        "groups": readingpage.groups(rows),
        "may_review": seen.may(request, Permission.READING_REVIEW, document),
        "may_open": seen.may(request, Permission.CASE_EDIT, document),
        "has_pages": document.media_type in HAS_PAGES,
        "original": original,
        "unread": readingpage.unread_pages(document.reading.notes),
        "page_numbers": range(1, len(document.reading.pages or [0]) + 1),
        "pages": () if original else readingpage.pages(document.reading, rows),
    }
    return render(request, "documents/reading.html", context)


@needs(Permission.READING_REVIEW)
@require_POST
def review(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One verdict on one value. A script gets the row and the counter back; without one the page comes anew."""
    document = seen.document(request, document_id)
    seen.must(request, Permission.READING_REVIEW, document)
    form = ReviewForm(request.POST)
    if not form.is_valid() or document.reading.state not in READY:
        raise Http404
    key, verdict = form.cleaned_data["field"], form.cleaned_data["verdict"]
    rows = {row.key: row for row in queries.rows_of(document.reading)}
    kind = rows[key].field if key in rows else _field_to_add(key)
    value = None
    if verdict == "corrected":
        given = readingpage.value_form(kind, key, data=request.POST)
        if not given.is_valid():
            return _refused(request, document, rows.get(key), key, given)
        value = given.value
    try:
        said = actions.review_value(
            reading=document.reading,
            field=key,
            verdict=verdict,
            value=value,
            seen=form.cleaned_data["seen"] or 0,
            by=request.user,
            at=timezone.now(),
        )
    except actions.SaidMeanwhileError as meanwhile:
        return _meanwhile(request, document, key, meanwhile, value)
    except (KeyError, ValueError):
        raise Http404 from None
    if not request.htmx:
        return redirect(f"{reverse('documents:reading', args=[document.id])}#v-{readingpage.slug(said.field)}")
    return _row(request, document, said.field)


def _field_to_add(key: str) -> Field:
    """The kind of a value that is added by hand to a list: `deadlines[+]`."""
    if key == "areas[+]":
        return AREA["name"]
    kind = field_of(key.replace("[+]", "[0]"))
    if kind is None:
        raise Http404
    return kind


def _row(request: HttpRequest, document: Document, key: str, **more: object) -> HttpResponse:
    document = seen.document(request, document.id)
    rows = queries.rows_of(document.reading)
    row = next((row for row in rows if row.key == key), None)
    shown = readingpage.shown(row, **more) if row and not row.missing else None
    context = {
        "document": document,
        "value": shown,
        "slug": readingpage.slug(key),
        "left": queries.Left.of(rows),
        "may_review": True,
        "fragment": True,
    }
    return render(request, "documents/_value_and_left.html", context)


def _refused(request: HttpRequest, document: Document, row: Row | None, key: str, given: ValueForm) -> HttpResponse:
    """A value that could not be understood: shown again with what was typed and what to write instead."""
    if request.htmx and row is not None:
        return _row(request, document, key, form=given)
    for field in given:
        for error in field.errors:
            messages.error(request, f"{field.label}: {error}")
    return redirect(f"{reverse('documents:reading', args=[document.id])}#v-{readingpage.slug(key)}")


def _meanwhile(
    request: HttpRequest, document: Document, key: str, meanwhile: actions.SaidMeanwhileError, value: object
) -> HttpResponse:
    """Somebody else was first: both are shown, and the person chooses."""
    said = meanwhile.said
    row = next(row for row in queries.rows_of(document.reading) if row.key == key)
    mine = readingpage.printed(row.field, value)
    if request.htmx:
        form = readingpage.value_form(row.field, key, value) if value is not None else None
        return _row(request, document, key, meanwhile=said, mine=mine, form=form)
    words = _("%(name)s has reviewed this value meanwhile. Look at it once more: your change was not saved.")
    if mine:
        words = f"{words} {_('You wrote:')} {mine}"
    messages.warning(request, words % {"name": said.by})
    return redirect(f"{reverse('documents:reading', args=[document.id])}#v-{readingpage.slug(key)}")


@needs(Permission.READING_REVIEW)
@require_POST
def confirm_sure(request: HttpRequest, document_id: UUID) -> HttpResponse:
    document = seen.document(request, document_id)
    seen.must(request, Permission.READING_REVIEW, document)
    if document.reading.state not in READY:
        raise Http404
    count = actions.confirm_sure(reading=document.reading, by=request.user, at=timezone.now())
    words = ngettext("%(count)d value is confirmed.", "%(count)d values are confirmed.", count)
    messages.success(request, words % {"count": count})
    return redirect("documents:reading", document.id)
