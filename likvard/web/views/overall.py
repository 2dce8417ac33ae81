"""The overall report: read, written, published, as files; and what a participant is given of it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.reports.overall import WORDS, LevelCount, OverallContent, from_json, overall_paper
from likvard.reports.overall_sheets import render_sheets
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.reviews.actions import publishing
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.forms.overall import OverallTextForm
from likvard.reviews.models import OverallReport, OverallText, OwnResult, Round
from likvard.reviews.queries import visible_to, whole
from likvard.reviews.queries.judgements import blind_participants
from likvard.reviews.queries.overall import overall_content
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import grants, needs
from likvard.web.views.decisions.shown import refused
from likvard.web.views.judgements.shown import level_word
from likvard.web.views.reviews import conflict
from likvard.web.views.rounds import seen

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _content(request: HttpRequest, round_: Round) -> tuple[OverallContent, OverallReport | None, int]:
    """What is published (the last, or `?nummer=`), else the draft; and how many participants are kept from this
    reader. A reader who is still to judge somebody blind is not shown what is published either."""
    blind = blind_participants(request.user, round_)
    asked = request.GET.get("nummer", "")
    wants_draft = asked == "utkast"
    reports = round_.overall_reports.order_by("-number")
    if not wants_draft and not blind:
        report = reports.filter(number=int(asked)).first() if asked.isdecimal() else reports.first()
        if asked.isdecimal() and report is None:
            raise Http404
        if report is not None:
            return from_json(report.content), report, 0
    return overall_content(round_, without=blind), None, len(blind)


@needs(Permission.ROUND_READ)
@require_GET
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    content, report, blind = _content(request, round_)
    participants = round_.participants.filter(state="selected").count()
    left = 0 if report else participants - content.judged - blind
    return render(
        request,
        "overall/index.html",
        {
            "round": round_,
            "can": seen.abilities(request, round_),
            "content": content,
            "paper": overall_paper(_spoken(content), language=_language()),
            "report": report,
            "reports": list(round_.overall_reports.order_by("-number")),
            "blind": blind,
            "left": left,
            "participants": participants,
            "query": f"?nummer={report.number}" if report else "?nummer=utkast",
            "running": round_.state == Round.State.RUNNING,
        },
    )


def _spoken(content: OverallContent) -> OverallContent:
    """The levels in the reader's language: what is frozen is in Swedish."""

    def levels(counts: tuple[LevelCount, ...]) -> tuple[LevelCount, ...]:
        return tuple(replace(one, words=level_word(one.level)) for one in counts)

    areas = tuple(replace(area, levels=levels(area.levels)) for area in content.areas)
    return replace(content, areas=areas, totals=levels(content.totals))


def _language() -> str:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


@needs(Permission.JUDGE)
@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.JUDGE)
    row = OverallText.objects.filter(round=round_).first()
    form = OverallTextForm(
        request.POST if request.method == "POST" else None,
        initial={
            "summary": row.summary if row else "", "method": (row.method if row else "") or round_.method,
            "method_changed": row.method_changed if row else "", "version": row.version if row else 0,
        },
    )  # fmt: skip
    back = redirect("overall:index", round_id)
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.write_overall_text(round_=round_, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=back.url)
        except RoundRefuses as refusal:
            refused(request, refusal)
        else:
            messages.success(request, _("Saved."))
        return back
    context = {"round": round_, "form": form, "heading": _("The words of the report"), "lead": round_.title,
               "button": _("Save"), "back": back.url}  # fmt: skip
    return render(request, "overall/form.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_RUN)
@require_POST
def publish(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    try:
        publishing.publish_overall_report(
            round_=round_, published_on=timezone.localdate(), by=request.user, at=timezone.now()
        )
    except (NotYet, RoundRefuses) as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("The report is published, and each participant has its own result."))
    return redirect("overall:index", round_id)


def _file(content: bytes, media_type: str, round_: Round, ending: str) -> HttpResponse:
    name = f"rapport-{slugify(round_.title)[:60] or 'granskning'}.{ending}"
    return download(content, media_type, name)


@needs(Permission.ROUND_READ)
@require_GET
def pdf(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    content, _report, _blind = _content(request, round_)
    made = render_pdf(overall_paper(content), made_on=content.published_on or timezone.localdate())
    return _file(made.content, "application/pdf", round_, "pdf")


@needs(Permission.ROUND_READ)
@require_GET
def word(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    content, _report, _blind = _content(request, round_)
    return _file(render_word(overall_paper(content)), WORD, round_, "docx")


@needs(Permission.ROUND_READ)
@require_GET
def sheets(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    content, _report, _blind = _content(request, round_)
    return _file(render_sheets(content), SHEETS, round_, "xlsx")


@needs(Permission.CASE_READ)
@require_GET
def own(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The organiser's own result beside the others, as it was delivered. For those who see the whole case."""
    case = get_object_or_404(visible_to(grants(request)), pk=case_id)
    if not whole(grants(request), Permission.CASE_READ, case):
        raise Http404
    result = OwnResult.objects.filter(case=case).select_related("report").order_by("-delivered_at").first()
    if result is None:
        raise Http404
    areas = [_own_area(area) for area in result.content["areas"]]
    return render(
        request,
        "overall/own.html",
        {"case": case, "result": result, "content": result.content, "areas": areas, "notes": _notes(result.report)},
    )


def _notes(report: OverallReport) -> list[str]:
    """What the report warns of holds for the comparison too: how they were chosen, and what is new in the method."""
    words: Any = WORDS[_language()]
    content = from_json(report.content)
    changed = content.method_changed.strip()
    chosen = words["random" if content.random else "not_random"]
    return [chosen, words["method_changed"].format(text=changed)] if changed else [chosen]


def _own_area(area: dict) -> dict:
    """With the sentence that says the same as the table, and the levels in the reader's language."""
    said_as = {one["level"]: level_word(one["level"]) for one in (*area["levels"], *area["own"])}
    area = area | {key: [one | {"words": said_as[one["level"]]} for one in area[key]] for key in ("levels", "own")}
    shown = all(level["count"] is not None for level in area["levels"])
    own = ", ".join(f"{one['unit']}: {one['words']}" if one["unit"] else one["words"] for one in area["own"])
    if not area["others"]:
        said = _("Nobody else is judged here.")
    elif not shown:
        said = ngettext(
            "Only %(n)d other is judged here, so the others' result is withheld.",
            "Only %(n)d others are judged here, so the others' result is withheld.",
            area["others"],
        ) % {"n": area["others"]}
    else:
        said = _("Of %(n)d others: %(parts)s.") % {
            "n": area["others"],
            "parts": ", ".join(f"{level['count'] or _('none')} {level['words']}" for level in area["levels"]),
        }
    return {**area, "said": said, "own_words": own, "shown": shown, "mine": {one["level"] for one in area["own"]}}
