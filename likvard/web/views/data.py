"""Pages of the data: what was imported, new files, what their columns mean, publishing, the own schools' figures."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.access.queries import organisations_of
from likvard.datasets import actions, queries
from likvard.datasets.forms import FileForm, MappingForm, kinds
from likvard.datasets.models import WaitingFile
from likvard.datasets.queries.figures import Figure, Place
from likvard.datasets.queries.listing import addable_to, holders
from likvard.datasets.waiting_files import opened, sample
from likvard.intake.import_log import SENTENCES
from likvard.intake.measures import by_code as measure_of
from likvard.intake.opening import RefusedFileError
from likvard.intake.own import KINDS, header_of, suggest
from likvard.rulebook.permissions import Permission
from likvard.terms.municipalities import all_municipalities
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of
from likvard.web.tasks import prepare_state


def _language() -> str:
    return "en" if get_language() == "en" else "sv"


def _index(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    may_import = grants(request).may(Permission.DATA_IMPORT)
    context = {
        "page": page_of(request, queries.visible_to(grants(request))),
        "form": form,
        "may_import": may_import,
        "holders": addable_to(grants(request)) if may_import else [],
        "waiting": queries.waiting_of(grants(request)),
        "publication": queries.present_publication(),
        "unpublished": queries.unpublished(),
    }
    return render(request, "data/index.html", context, status=status)


@needs(Permission.DATA_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return _index(request, FileForm())


@needs(Permission.DATA_IMPORT)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new file: imported at once when it is recognised; a table of one's own waits for its mapping."""
    if request.method == "GET":
        return redirect("data:index")
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _index(request, form, status=422)
    own = addable_to(grants(request))
    holder = own.filter(id=request.POST["holder"]).first() if request.POST.get("holder") else own.first()
    file, content = form.cleaned_data["file"], form.cleaned_data["file"].read()
    try:
        imported = actions.import_dataset(
            content=content, name=file.name, holder=holder, by=request.user, at=timezone.now(),
            year=form.cleaned_data["year"],
        )  # fmt: skip
    except RefusedFileError as error:
        unknown = error.code == "unknown" or (error.code == "personal_numbers" and form.cleaned_data["people"])
        if not unknown or holder is None:
            form.add_error("file", error.sentence(_language()))
            return _index(request, form, status=422)
        return _wait(request, form, holder, content)
    if imported.new:
        messages.success(request, _("The file is imported. Publish when everything is in."))
    else:
        messages.info(request, _("The same file was here already. Nothing was changed."))
    return redirect("data:version", imported.version.id)


def _wait(request: HttpRequest, form: FileForm, holder: object, content: bytes) -> HttpResponse:
    try:
        waiting = actions.let_wait(
            content=content, name=form.cleaned_data["file"].name, holder=holder,
            people=form.cleaned_data["people"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except RefusedFileError as error:
        form.add_error("file", error.sentence(_language()))
        return _index(request, form, status=422)
    return redirect("data:mapping", waiting.id)


def _waiting(request: HttpRequest, waiting_id: UUID) -> WaitingFile:
    return get_object_or_404(queries.waiting_of(grants(request)), id=waiting_id)


@needs(Permission.DATA_IMPORT)
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    """What the columns of a table of one's own mean."""
    waiting = _waiting(request, waiting_id)
    if request.POST.get("throw_away"):
        actions.throw_away(waiting=waiting)
        messages.info(request, _("The file is thrown away. Nothing of it was kept."))
        return redirect("data:index")
    file = opened(waiting)
    row, header = header_of(file)
    asked = request.GET.get("slag", "")
    kind = asked if asked in {one.code for one in KINDS} else suggest(header)[0]
    given = {"header": header, "kind": kind, "row": row, "people": waiting.people}
    given["sample"] = [] if waiting.people else sample(file, row)
    form = MappingForm(request.POST or None, initial={"title": waiting.name.rsplit(".", 1)[0]}, **given)
    if request.method == "POST" and form.is_valid():
        try:
            imported = actions.import_dataset(
                content=file.data, name=waiting.name, holder=waiting.holder, by=request.user, at=timezone.now(),
                mapping=form.mapping,
            )  # fmt: skip
        except RefusedFileError as error:
            form.add_error(None, error.sentence(_language()))
        else:
            actions.throw_away(waiting=waiting)
            messages.success(request, _("The table is imported."))
            return redirect("data:version", imported.version.id)
    context = {
        "waiting": waiting, "form": form, "kinds": kinds(), "kind": kind, "row": row,
    }  # fmt: skip
    return render(request, "data/mapping.html", context, status=422 if form.errors else 200)


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
        words = SENTENCES.get(code, (code, code))[0 if _language() == "sv" else 1]
        shown.append(
            EntryShown(severity, words, len(entries), "; ".join([*columns[:3], places] if places else columns))
        )
    return shown


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
    }
    return render(request, "data/version.html", context)


@needs(Permission.DATA_IMPORT)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    actions.publish(by=request.user, at=timezone.now())
    prepare_state.enqueue()
    messages.success(request, _("Published. Pages and analyses read the new figures from now on."))
    return redirect("data:index")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as the table shows it: a number, or a word that says why there is none."""

    value: float | None
    decimals: int
    word: str
    period: str
    heading: Promise


# Measure → heading of its column, decimals.
_COLUMNS = {
    "pupils": (gettext_lazy("Pupils, years 1-9"), 0),
    "foreign_background_share": (gettext_lazy("Foreign background, %"), 0),
    "parents_post_secondary_share": (gettext_lazy("Parents with post-secondary education, %"), 0),
    "year9_merit_value": (gettext_lazy("Merit value, year 9"), 1),
    "year9_eligible_share": (gettext_lazy("Eligible for upper secondary school, %"), 1),
    "certified_teachers_share": (gettext_lazy("Certified teachers, %"), 1),
}


def _word(figure: Figure | None) -> str:
    if figure is None:
        return pgettext("figure", "none")
    words = {
        "value": "",
        "approximate": pgettext("figure", "close to 100"),
        "withheld": pgettext("figure", "withheld"),
        "none": pgettext("figure", "not counted"),
        "missing": pgettext("figure", "missing"),
    }
    return "" if figure.value is not None else str(words[figure.state])


def _rows(place: Place) -> list[tuple[str, str, list[Cell]]]:
    """School units that had pupils or results in the last three years of the figures."""
    latest = max((one.last.year for school in place.schools for one in school.series), default=0)
    rows = []
    for school in place.schools:
        if max(one.last.year for one in school.series) < latest - 3:
            continue
        cells = []
        for measure, (heading, decimals) in _COLUMNS.items():
            series = school.of(measure)
            last = series.last if series else None
            value = last.value if last else None
            cells.append(Cell(value, decimals, _word(last), last.period if last else "", heading))
        rows.append((school.code, school.name, cells))
    return rows


def _sources(place: Place) -> list[tuple[str, str, str]]:
    """Where the figures on the page come from: those of the last years."""
    used = {one.last.source for school in place.schools for one in school.series if one.measure in _COLUMNS}
    return sorted({(one.publisher, one.title, one.fetched_on) for key, one in place.sources.items() if key in used})


@needs(Permission.DATA_READ)
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """The school units of one municipality; at first that of the own organisation."""
    own = organisations_of(request.user, on=timezone.localdate()).exclude(municipality_code="").first()
    code = request.GET.get("kommun") or (own.municipality_code if own else "")
    place = queries.municipality_page(code, holders=holders(grants(request), Permission.DATA_READ)) if code else None
    swedish = _language() == "sv"
    context = {
        "place": place,
        "code": code,
        "municipalities": sorted(all_municipalities(), key=lambda one: one.name),
        "columns": [heading for heading, _decimals in _COLUMNS.values()],
        "rows": _rows(place) if place else [],
        "totals": [
            (known.swedish if swedish else known.english, one, known.unit == "share")
            for one in place.totals
            if (known := measure_of()[one.measure])
        ] if place else [],
        "sources": _sources(place) if place else [],
    }  # fmt: skip
    return render(request, "data/schools.html", context, status=404 if code and place is None else 200)
