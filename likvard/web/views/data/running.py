"""Work with the data that the worker does: how far it has come, and how it went."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from likvard.datasets import actions, queries
from likvard.datasets.models import Run
from likvard.datasets.tasks import import_file
from likvard.intake.opening import REFUSALS, RefusedFileError
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.tasks import publish_data

from .words import language

UNDER_WAY = ("waiting", "unattended", "working")
AGAIN = ("unattended", "broken_off")
_STEPS = {
    "opening": gettext_lazy("Looks at the file"),
    "reading": gettext_lazy("Reads the rows"),
    "writing": gettext_lazy("Writes the tables"),
    "gathering": gettext_lazy("Gathers the figures"),
    "reckoning": gettext_lazy("Reckons what the pages compare with"),
    "keeping": gettext_lazy("Puts it in place"),
}
_WORDS = {
    ("import", "waiting"): gettext_lazy("The file waits to be read. That usually takes a few seconds."),
    ("import", "working"): gettext_lazy("The file is being read. You can leave the page meanwhile."),
    ("import", "broken_off"): gettext_lazy("The import broke off. Nothing is left half done. Start again."),
    ("import", "done"): gettext_lazy("The file is imported. Publish when everything is in."),
    ("import", "columns"): gettext_lazy("The file is a table of your own. Say what its columns mean."),
    ("publish", "waiting"): gettext_lazy("The publication waits for its turn. That usually takes a few seconds."),
    ("publish", "working"): gettext_lazy(
        "The figures are being published. Until it is done, everybody reads the earlier ones."
    ),
    ("publish", "broken_off"): gettext_lazy("The publication broke off. Nobody reads anything half done. Start again."),
    ("publish", "done"): gettext_lazy("Published. Pages and analyses read the new figures from now on."),
    ("publish", "failed"): gettext_lazy(
        "Something went wrong on our side. Everybody still reads the earlier figures. Publish again, and tell whoever "
        "runs Likvärd if it happens once more."
    ),
}
_UNATTENDED = gettext_lazy(
    "It has waited for more than a minute. The program that works in the background is perhaps busy or not running: "
    "tell whoever runs Likvärd if it does not begin soon."
)
_FAILED = {
    "gone": gettext_lazy("The file waited too long and was thrown away. Import it again."),
    "": gettext_lazy(
        "Something went wrong on our side while the file was read. Nothing of it was kept and nothing in the data "
        "changed. Import it again, and tell whoever runs Likvärd if it happens once more."
    ),
}
_TITLES = {
    "import": pgettext_lazy("work with data", "Import"),
    "publish": pgettext_lazy("work with data", "Publication"),
}


@dataclass(frozen=True, slots=True)
class RunShown:
    """One run: how it goes, in words, and the step that it is at (`done` of `of`)."""

    run: Run
    stage: str
    title: str | Promise
    words: str | Promise
    step: str | Promise
    done: int
    of: int
    under_way: bool
    may_start_again: bool


def show(run: Run, at: datetime) -> RunShown:
    stage = queries.stage_of(run, at=at)
    done, of = queries.step_of(run)
    return RunShown(
        run=run, stage=stage, title=run.name or _TITLES[run.kind], words=_words(run, stage),
        step=_STEPS.get(run.step, ""), done=done, of=of, under_way=stage in UNDER_WAY, may_start_again=stage in AGAIN,
    )  # fmt: skip


def _words(run: Run, stage: str) -> str | Promise:
    if stage == "unattended":
        return _UNATTENDED
    if stage == "refused" and run.code in REFUSALS:
        return RefusedFileError(run.code, run.detail).sentence(language())
    if stage == "done" and run.kind == Run.Kind.IMPORT and not run.new:
        return gettext_lazy("The same file was here already. Nothing was changed.")
    if stage == "failed" and run.kind == Run.Kind.IMPORT:
        return _FAILED.get(run.code, _FAILED[""])
    return _WORDS[run.kind, stage]


def _run(request: HttpRequest, run_id: UUID) -> Run:
    return get_object_or_404(queries.runs_visible_to(grants(request), user=request.user.pk), id=run_id)


@needs(Permission.DATA_IMPORT)
@require_GET
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far it has come; when it is over and went well, what came of it."""
    found = _run(request, run_id)
    item = show(found, timezone.now())
    if item.stage == "done":
        (messages.success if found.new else messages.info)(request, item.words)
        return redirect("data:version", found.version_id) if found.version_id else redirect("data:index")
    if item.stage == "columns" and found.waiting_id:
        return redirect("data:mapping", found.waiting_id)
    # A mapping that the file did not fit can be mended: its table still waits.
    mend = found.waiting if item.stage in ("refused", "failed") else None
    return render(request, "data/run.html", {"item": item, "mend": mend})


@needs(Permission.DATA_IMPORT)
@require_GET
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A line of the list, asked for again while it is under way. The run's own page is asked for anew when it is over
    (`?sida`)."""
    item = show(_run(request, run_id), timezone.now())
    alone = "sida" in request.GET
    response = render(request, "data/_run.html", {"item": item, "alone": alone})
    if alone and not item.under_way:
        response["HX-Refresh"] = "true"
    return response


@needs(Permission.DATA_IMPORT)
@require_POST
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Starts a run that broke off, or that nobody took, once more."""
    found = _run(request, run_id)
    if show(found, timezone.now()).may_start_again:
        actions.ask_again(run=found, at=timezone.now())
        (import_file if found.kind == Run.Kind.IMPORT else publish_data).enqueue(str(found.id))
    else:
        messages.info(request, _("It is under way already, or over."))
    return redirect("data:run", found.id)
