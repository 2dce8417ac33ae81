"""The draw of a round: its form with a look at the frame, the page that explains it, its paper and its frame."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.organisations.models import Organisation
from likvard.planning.selection import Candidate, LeftOut, keep, longest_unreviewed
from likvard.planning.selection.risk import score
from likvard.reports.pdf import render_pdf
from likvard.reviews.actions.rounds import RoundRefuses, draw_sample
from likvard.reviews.forms.rounds import DrawForm
from likvard.reviews.models import Draw, Round
from likvard.reviews.queries.draws import check, hits_of, latest_draw
from likvard.reviews.queries.frames import Frame, frame_for
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.drawpaper import draw_paper, strata_words
from likvard.web.guards import needs
from likvard.web.labels import choices
from likvard.web.views.reviews.wording import language

from . import seen

SHOWN = 20  # rows of the frame on the form's page


def _form(request: HttpRequest, round_: Round) -> DrawForm:
    today = timezone.localdate()
    return DrawForm(
        request.POST or None,
        organiser_kinds=choices("organiser_kind"),
        school_forms=choices("school_form"),
        again=latest_draw(round_) is not None,
        has_own=round_.holder.kind != Organisation.Kind.AUTHORITY,
        initial={"n": 12, "reviewed_within": 4, "seed": f"{round_.case_number or round_.title[:40]} {today:%Y-%m-%d}"},
    )


def _seen_frame(form: DrawForm, frame: Frame, kept: tuple[Candidate, ...], left_out: tuple[LeftOut, ...]) -> dict:
    """The look at the frame: its size, groups, who was left out, and who has waited longest."""
    strata: dict[str, int] = {}
    for one in kept:
        strata[one.stratum] = strata.get(one.stratum, 0) + 1
    words = strata_words(form.filters.stratify, list(strata))
    scored = score(kept, form.plan.factors)[:SHOWN] if form.plan.factors and kept else []
    return {
        "size": len(kept),
        "left_out": len(left_out),
        "left": left_out[:SHOWN],
        "strata": sorted((words.get(name, name), n) for name, n in strata.items()) if form.filters.stratify else [],
        "longest": longest_unreviewed(kept)[:SHOWN],
        "scored": scored,
        "unknown": frame.unknown[:SHOWN],
        "unknown_size": len(frame.unknown),
        "too_few": form.plan.n > len(kept),
    }


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def draw_form(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    form = _form(request, round_)
    context: dict = {"round": round_, "form": form, "can": seen.abilities(request, round_)}
    status = 200
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        frame = frame_for(round_, form.filters, on=today)
        kept, left_out = keep(frame.candidates, form.rules, on=today)
        context["frame"] = _seen_frame(form, frame, kept, left_out)
        if "draw" in request.POST:
            try:
                one = _draw(request, round_, form)
            except (RoundRefuses, ValueError) as refused:
                form.add_error(None, _words(refused))
                status = 422
            else:
                messages.success(request, _("The draw is made. This page tells how, so that anybody can check it."))
                return redirect("rounds:drawn", round_.pk, one.number)
    elif request.method == "POST":
        status = 422
    return render(request, "rounds/draw.html", context, status=status)


def _draw(request: HttpRequest, round_: Round, form: DrawForm) -> Draw:
    return draw_sample(
        round_=round_,
        filters=form.filters,
        rules=form.rules,
        plan=form.plan,
        seed=form.cleaned_data["seed"],
        units_each=form.cleaned_data["units_each"] or 0,
        reason=form.cleaned_data.get("reason", ""),
        on=timezone.localdate(),
        by=request.user,
        at=timezone.now(),
    )


def _words(refused: Exception) -> str:
    if isinstance(refused, RoundRefuses):
        return refused.words.text(language())
    said = str(refused)
    if "cannot be drawn from a frame" in said:
        return _("There are fewer in the frame than are to be drawn. Change the number or the conditions.")
    if "have no size" in said or "have a size" in said:
        return _("Some in the frame lack the figure that is the size. Give it for all, or leave them out.")
    if "differs within" in said:
        return _("The figure does not differ within any group, so Neyman's way has nothing to go by.")
    return _("The draw cannot be made as it is asked for: %(why)s") % {"why": said}


def _drawn(request: HttpRequest, round_id: UUID, number: int) -> Draw:
    round_ = seen.round_for(request, round_id)
    found = Draw.objects.select_related("round__holder", "drawn_by").filter(round=round_, number=number).first()
    if found is None:
        raise Http404
    return found


@needs(Permission.ROUND_READ)
@require_GET
def drawn(request: HttpRequest, round_id: UUID, number: int) -> HttpResponse:
    """How those who are reviewed were chosen. The draw is made again while the page is, and compared."""
    one = _drawn(request, round_id, number)
    context = {
        "round": one.round,
        "draw": one,
        "paper": draw_paper(one, language()),
        "checked": check(one),
        "hits": hits_of(one),
        "others": Draw.objects.filter(round=one.round).exclude(pk=one.pk).only("number", "drawn_on"),
    }
    return render(request, "rounds/drawn.html", context)


@needs(Permission.ROUND_READ)
@require_GET
def drawn_pdf(request: HttpRequest, round_id: UUID, number: int) -> HttpResponse:
    one = _drawn(request, round_id, number)
    content = render_pdf(draw_paper(one, language()), made_on=one.drawn_on).content
    return _file(content, "application/pdf", one, "urval", "pdf")


@needs(Permission.ROUND_READ)
@require_GET
def drawn_frame(request: HttpRequest, round_id: UUID, number: int) -> HttpResponse:
    """The frame as a file that any spreadsheet opens: key, name, group, size, last review and each figure."""
    one = _drawn(request, round_id, number)
    figures = sorted({name for row in one.frame for name in row["figures"]})
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(["key", "name", "stratum", "size", "last_reviewed", *figures])
    for row in one.frame:
        cells = [row["key"], row["name"], row["stratum"], row["size"], row["last_reviewed"] or ""]
        writer.writerow([_harmless(cell) for cell in [*cells, *(row["figures"].get(name) for name in figures)]])
    return _file(sheet.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", one, "ram", "csv")


def _harmless(cell: object) -> object:
    """A spreadsheet takes a cell that begins so for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _file(content: bytes, media_type: str, one: Draw, what: str, ending: str) -> HttpResponse:
    name = f"{what}-{slugify(one.round.case_number or one.round.title)[:60] or 'granskning'}-{one.number}.{ending}"
    return download(content, media_type, name)
