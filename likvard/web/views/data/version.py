"""One file that was imported."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET

from likvard.datasets import queries
from likvard.intake.import_log import SENTENCES
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .words import language


@dataclass(frozen=True, slots=True)
class EntryShown:
    """Entries of the import log that say the same, together: how many, and the first of them."""

    severity: str
    sentence: str
    count: int
    places: str


def _entries(log: list[dict[str, object]]) -> list[EntryShown]:
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    for entry in log:
        found.setdefault((str(entry["severity"]), str(entry["code"])), []).append(entry)
    shown = []
    for (severity, code), entries in found.items():
        rows = [str(one["row"]) for one in entries if one["row"]]
        columns = sorted({str(one["column"]) for one in entries if one["column"]})
        places = ", ".join(rows[:8]) + (" …" if len(rows) > 8 else "")
        words = SENTENCES.get(code, (code, code))[0 if language() == "sv" else 1]
        shown.append(
            EntryShown(severity, words, len(entries), "; ".join([*columns[:3], places] if places else columns))
        )
    return shown


def _figure(request: HttpRequest) -> str:
    """The address of the figure that somebody came from, when it is one of ours."""
    asked = request.GET.get("fran", "")
    path = asked.partition("?")[0]
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return asked if found.view_name == "state:figure" and not path.startswith("//") else ""


@needs(Permission.DATA_READ)
@require_GET
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """One file that was imported: where it came from, what is in it, what was odd."""
    found = get_object_or_404(queries.versions_of(grants(request)), id=version_id)
    publication = queries.present_publication()
    context = {
        "version": found,
        "entries": _entries(queries.log_of(found)),
        "older": queries.versions_of(grants(request)).filter(dataset=found.dataset).exclude(id=found.id),
        "published": bool(publication and publication.versions.filter(id=found.id).exists()),
        "tables": sorted(found.tables.items()),
        "figure": _figure(request),
    }
    return render(request, "data/version.html", context)
