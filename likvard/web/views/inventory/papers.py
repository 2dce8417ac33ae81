"""The inventory as a report: read, issued, as files."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from likvard.reports.inventory import InventoryContent, from_json, inventory_paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.reviews.actions import inventories as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import Inventory, IssuedInventory
from likvard.reviews.queries.inventory import gathered, inventory_content
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs
from likvard.web.views.decisions.shown import refused

from .pages import crumb
from .seen import inventory_for, language, works


def _content(request: HttpRequest, found: Inventory) -> tuple[InventoryContent, IssuedInventory | None]:
    """What is issued (the last, or `?nummer=`), else the draft for those who work with it."""
    asked = request.GET.get("nummer", "")
    issued = found.issued.order_by("-number")
    if works(request, found):
        gathering = gathered(found, request.user)
        if gathering.blind or asked == "utkast" or not issued.exists():
            return inventory_content(found, gathering), None
    one = issued.filter(number=int(asked)).first() if asked.isdecimal() else issued.first()
    if one is None:
        raise Http404
    return from_json(one.content), one


@needs(Permission.INVENTORY_READ)
@require_GET
def report(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id)
    content, issued = _content(request, found)
    return render(
        request,
        "inventory/report.html",
        {
            "inventory": found,
            "here": "report",
            "content": content,
            "paper": inventory_paper(content, language=language()),
            "issued": issued,
            "versions": list(found.issued.order_by("-number")),
            "query": f"?nummer={issued.number}" if issued else "?nummer=utkast",
            "may_work": works(request, found),
            **crumb(found),
        },
    )


@needs(Permission.INVENTORY_WORK)
@require_POST
def issue(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    try:
        actions.issue_inventory(inventory=found, issued_on=timezone.localdate(), by=request.user, at=timezone.now())
    except NotYet as refusal:
        refused(request, refusal)
        return redirect(f"{request.path.removesuffix('utfarda/')}rapport/?nummer=utkast")
    messages.success(request, _("The inventory is issued. What it says never changes."))
    return redirect("inventory:report", found.pk)


def _file(content: bytes, media_type: str, found: Inventory, ending: str) -> HttpResponse:
    name = f"erfarenheter-{slugify(found.title)[:60] or 'inventering'}.{ending}"
    return download(content, media_type, name)


@needs(Permission.INVENTORY_READ)
@require_GET
def pdf(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id)
    content, _issued = _content(request, found)
    made = render_pdf(inventory_paper(content), made_on=content.issued_on or timezone.localdate())
    return _file(made.content, "application/pdf", found, "pdf")


@needs(Permission.INVENTORY_READ)
@require_GET
def word(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id)
    content, _issued = _content(request, found)
    return _file(render_word(inventory_paper(content)), WORD, found, "docx")
