"""What the columns of a table of one's own mean."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.datasets import actions, queries
from likvard.datasets.forms import MappingForm, kinds
from likvard.datasets.tasks import import_file
from likvard.datasets.waiting_files import opened, sample
from likvard.intake.own import KINDS, header_of, suggest
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs


@needs(Permission.DATA_IMPORT)
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, waiting_id: UUID) -> HttpResponse:
    waiting = get_object_or_404(queries.waiting_of(grants(request)), id=waiting_id)
    if (run := queries.open_run_of(waiting)) is not None:
        return redirect("data:run", run.id)
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
        run = actions.ask_for_import_of(waiting=waiting, mapping=form.mapping, by=request.user, at=timezone.now())
        import_file.enqueue(str(run.id))
        return redirect("data:run", run.id)
    context = {"waiting": waiting, "form": form, "kinds": kinds(), "kind": kind, "row": row}
    return render(request, "data/mapping.html", context, status=422 if form.errors else 200)
