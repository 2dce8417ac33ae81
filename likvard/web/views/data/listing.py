"""The list of what is here, new files, and publishing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.datasets import actions, queries
from likvard.datasets.forms import FileForm
from likvard.datasets.queries.listing import addable_to
from likvard.datasets.tasks import import_file
from likvard.intake.opening import RefusedFileError
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of
from likvard.web.tasks import publish_data

from .running import show
from .words import language


def _index(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    may_import = grants(request).may(Permission.DATA_IMPORT)
    now = timezone.now()
    publishing = queries.open_publication()
    context = {
        "page": page_of(request, queries.visible_to(grants(request))),
        "form": form,
        "may_import": may_import,
        "holders": addable_to(grants(request)) if may_import else [],
        "waiting": queries.waiting_of(grants(request)),
        "runs": [show(run, now) for run in queries.runs_to_show(grants(request), user=request.user.pk, at=now)],
        "publishing": publishing,
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
    """A new file. The worker reads it; a table of one's own waits then for the meaning of its columns."""
    if request.method == "GET":
        return redirect("data:index")
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _index(request, form, status=422)
    own = addable_to(grants(request))
    holder = own.filter(id=request.POST["holder"]).first() if request.POST.get("holder") else own.first()
    file = form.cleaned_data["file"]
    try:
        run = actions.ask_for_import(
            content=file.read(), name=file.name, holder=holder, people=form.cleaned_data["people"],
            year=form.cleaned_data["year"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except RefusedFileError as error:
        form.add_error("file", error.sentence(language()))
        return _index(request, form, status=422)
    import_file.enqueue(str(run.id))
    return redirect("data:run", run.id)


@needs(Permission.DATA_IMPORT)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    run = actions.ask_for_publication(by=request.user, at=timezone.now())
    publish_data.enqueue(str(run.id))
    return redirect("data:run", run.id)
