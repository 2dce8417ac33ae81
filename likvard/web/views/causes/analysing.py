"""An analysis step by step: the question, what is seen, possible causes, tests, judgements, the conclusion."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import analyses as actions
from likvard.quality.actions.causes import keep_as_cause
from likvard.quality.forms.analyses import (
    BeginAnalysisForm,
    CheckForm,
    ConcludeForm,
    HypothesisForm,
    JudgeForm,
    KeepForm,
    QuestionForm,
    SeeForm,
    ShareForm,
)
from likvard.quality.models import Analysis, Check, Hypothesis
from likvard.quality.queries.analyses import STEPS, AnalysisPage, analysis_page, figures_of, like_causes, line_of
from likvard.quality.queries.causes import causes_visible_to, units_of_reach
from likvard.quality.queries.effects import school_year_of
from likvard.quality.queries.reach import colleagues_of
from likvard.quality.queries.visibility import dialogues_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .seen import (
    analysis_for,
    edit,
    figure_asked,
    figures_for,
    finding_asked,
    findings_of,
    holder_of,
    hypothesis_for,
    works,
)

# Of the many figures that may have been pinned, the newest are offered.
OFFERED = 40


def address_of(page: AnalysisPage) -> str:
    """The page of the step that comes next."""
    analysis = page.analysis
    lacking = {
        "causes": next((h for h in page.hypotheses if not h.hypothesis.expected or not h.hypothesis.rival), None),
        "test": next((h for h in page.hypotheses if not h.checks), None),
        "judge": next((h for h in page.hypotheses if not h.hypothesis.judgement), None),
    }
    one = lacking.get(page.next or "")
    views = {"causes": "hypothesis", "test": "test", "judge": "judge"}
    if one is not None and page.next:
        return reverse(f"causes:{views[page.next]}", args=[analysis.pk, one.hypothesis.pk])
    names = {"see": "see", "causes": "add_hypothesis", "conclude": "conclude"}
    return reverse(f"causes:{names.get(page.next or '', 'analysis')}", args=[analysis.pk])


def _onward(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Saved: to the step that comes next, or back to the whole analysis when the person stops here."""
    if "stop" in request.POST:
        return redirect("causes:analysis", analysis.pk)
    return redirect(address_of(analysis_page(Analysis.objects.get(pk=analysis.pk))))


def _concluded(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    messages.warning(request, _("The analysis has been concluded meanwhile. Open it again to go on."))
    return redirect("causes:analysis", analysis.pk)


def _frame(analysis: Analysis, step: str, **more: Any) -> dict[str, Any]:
    return {
        "back": reverse("causes:analysis", args=[analysis.pk]),
        "back_words": analysis.question,
        "first": reverse("causes:index"),
        "first_words": _("Causes"),
        "step": step,
        "steps": STEPS,
        "onward": True,
        "here": "causes",
        **more,
    }


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin with a question; `?figur=` is a pinned figure that it begins in, `?fynd=` the finding that asks for it."""
    holder, whole = holder_of(request)
    figure, finding = figure_asked(request, holder.pk), finding_asked(request)
    units = units_of_reach(grants(request), holder)
    initial: dict[str, Any] = {"owner": request.user.pk}
    if figure is not None and figure.unit_id:
        initial["unit"] = figure.unit_id
    elif not whole and units.count() == 1:
        initial["unit"] = units.first()
    form = BeginAnalysisForm(
        request.POST or None, units=units, people=colleagues_of(holder, on=timezone.localdate()), whole=whole,
        initial=initial,
    )  # fmt: skip

    def save(given: dict[str, Any]) -> HttpResponse:
        made = actions.begin_analysis(
            holder=holder, school_year=school_year_of(timezone.localdate()), figures=[figure] if figure else [],
            origin=f"finding:{finding.pk}" if finding else "", by=request.user, at=timezone.now(), **given,
        )  # fmt: skip
        return redirect("causes:see", made.pk)

    return edit(
        request, form, save, heading=_("Begin an analysis"), button=_("Begin"), figure=figure, finding=finding,
        lead=_("One question at a time: what we see, what may cause it, how we test it, what we judge."),
        back=reverse("causes:index"), back_words=_("Causes"), here="causes",
    )  # fmt: skip


@needs(Permission.QUALITY_READ)
@require_GET
def analysis(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id)
    page = analysis_page(found)
    may_work = works(request, found.holder_id, found.unit_id)
    return render(
        request,
        "causes/analysis.html",
        {
            "page": page,
            "analysis": found,
            "may_work": may_work and found.state == Analysis.State.ONGOING,
            "may_open": may_work and found.state == Analysis.State.CONCLUDED,
            "next_address": address_of(page) if page.next else "",
            "findings": findings_of(request, [found.origin]),
            "steps": [(step, step in page.done, step == page.next) for step in STEPS],
        },
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id, work=True)
    fields = ("question", "about", "due_on", "version")
    initial = {name: getattr(found, name) for name in fields} | {"owner": found.owner_id}
    people = colleagues_of(found.holder, on=timezone.localdate())
    form = QuestionForm(request.POST or None, people=people, initial=initial)

    def save(given: dict[str, Any]) -> HttpResponse:
        try:
            actions.change_analysis(analysis=found, by=request.user, at=timezone.now(), **given)
        except actions.IsConcluded:
            return _concluded(request, found)
        return redirect("causes:analysis", found.pk)

    return edit(
        request, form, save, heading=_("The question"), button=_("Save"),
        **_frame(found, "", onward=False),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def see(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id, work=True)
    shown = figures_of(found)
    offered = figures_for(request, found.holder_id)
    keys = [one.pk for one in shown] + list(offered.values_list("pk", flat=True)[:OFFERED])
    initial = {"seen": found.seen, "version": found.version, "figures": [one.pk for one in shown]}
    form = SeeForm(request.POST or None, figures=offered.filter(pk__in=keys), initial=initial)

    def save(given: dict[str, Any]) -> HttpResponse:
        at = timezone.now()
        try:
            actions.change_analysis(
                analysis=found, version=given["version"], seen=given["seen"], by=request.user, at=at
            )
            chosen = {one.pk: one for one in given.get("figures", ())}
            for figure in chosen.values():
                actions.show_figure(analysis=found, figure=figure, by=request.user, at=at)
            # Only what this page showed may be taken away; a figure that a colleague has just added stays.
            before = {key for key in request.POST.getlist("shown") if key}
            for figure in shown:
                if str(figure.pk) in before and figure.pk not in chosen:
                    actions.leave_out_figure(analysis=found, figure=figure, by=request.user, at=at)
        except actions.IsConcluded:
            return _concluded(request, found)
        return _onward(request, found)

    return edit(
        request, form, save, heading=_("What we see"), button=_("Save and go on"),
        lead=_("Begin with what can be shown, before anybody says why."), shown=shown, **_frame(found, "see"),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def add_hypothesis(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id, work=True)
    form = HypothesisForm(request.POST or None)

    def save(given: dict[str, Any]) -> HttpResponse:
        given.pop("version", None)
        try:
            actions.add_hypothesis(analysis=found, by=request.user, at=timezone.now(), **given)
        except actions.IsConcluded:
            return _concluded(request, found)
        if "another" in request.POST:
            messages.success(request, _("Saved. Name one more."))
            return redirect("causes:add_hypothesis", found.pk)
        return _onward(request, found)

    return edit(
        request, form, save, heading=_("A possible cause"), button=_("Save and go on"), another=True,
        lead=_("In the conditions that the organiser gives, in how the teaching is done, or a hinder to remove."),
        **_frame(found, "causes"),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def hypothesis(request: HttpRequest, analysis_id: UUID, hypothesis_id: UUID) -> HttpResponse:
    found, possible = hypothesis_for(request, analysis_id, hypothesis_id)
    fields = ("kind", "what", "expected", "rival", "version")
    form = HypothesisForm(request.POST or None, initial={name: getattr(possible, name) for name in fields})

    def save(given: dict[str, Any]) -> HttpResponse:
        version = given.pop("version") or 0
        try:
            actions.change_hypothesis(hypothesis=possible, version=version, by=request.user, at=timezone.now(), **given)
        except actions.IsConcluded:
            return _concluded(request, found)
        return _onward(request, found)

    return edit(
        request, form, save, heading=_("A possible cause"), button=_("Save and go on"), **_frame(found, "causes")
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def test(request: HttpRequest, analysis_id: UUID, hypothesis_id: UUID) -> HttpResponse:
    found, possible = hypothesis_for(request, analysis_id, hypothesis_id)
    today = timezone.localdate()
    dialogues = dialogues_visible_to(grants(request)).filter(party__series__holder=found.holder_id).order_by("-day")
    form = CheckForm(
        request.POST or None, figures=figures_for(request, found.holder_id), dialogues=dialogues, today=today,
        initial={"on": today, "figure": figure_asked(request, found.holder_id)},
    )  # fmt: skip

    def save(given: dict[str, Any]) -> HttpResponse:
        try:
            actions.add_check(hypothesis=possible, by=request.user, at=timezone.now(), **given)
        except actions.IsConcluded:
            return _concluded(request, found)
        if "another" in request.POST:
            messages.success(request, _("Saved. Note one more thing that you looked at."))
            return redirect("causes:test", found.pk, possible.pk)
        return _onward(request, found)

    checks = possible.checks.filter(withdrawn_at=None).select_related("figure", "by").order_by("on", "created_at", "id")
    return edit(
        request, form, save, heading=_("Test it"), button=_("Save and go on"), another=True, hypothesis=possible,
        checks=list(checks), lead=possible.what, **_frame(found, "test"),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_POST
def withdraw(request: HttpRequest, analysis_id: UUID, hypothesis_id: UUID, check_id: UUID) -> HttpResponse:
    found, possible = hypothesis_for(request, analysis_id, hypothesis_id)
    check = get_object_or_404(Check, pk=check_id, hypothesis=possible)
    try:
        actions.withdraw_check(check=check, by=request.user, at=timezone.now())
    except actions.IsConcluded:
        return _concluded(request, found)
    messages.success(request, _("Withdrawn. A judgement that stood on it has been lowered."))
    return redirect("causes:analysis", found.pk)


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, analysis_id: UUID, hypothesis_id: UUID) -> HttpResponse:
    found, possible = hypothesis_for(request, analysis_id, hypothesis_id)
    checks = possible.checks.filter(withdrawn_at=None).select_related("figure", "by").order_by("on", "created_at", "id")
    line = line_of(possible, 0, checks)
    initial = {name: getattr(possible, name) for name in ("judgement", "step", "grounds", "version")}
    form = JudgeForm(request.POST or None, carried=line.carried, initial=initial)

    def save(given: dict[str, Any]) -> HttpResponse | None:
        given.setdefault("step", None)
        try:
            done = actions.judge(hypothesis=possible, by=request.user, at=timezone.now(), **given)
        except actions.IsConcluded:
            return _concluded(request, found)
        except actions.NothingTested:
            form.add_error("judgement", _("Nothing has been looked at yet. Test it first."))
            return None
        except actions.NoRival:
            form.add_error("judgement", _("Say first what else it could be. No cause is supported without that."))
            return None
        except actions.NotCarried:
            form.add_error("step", _("What you looked at does not reach that far. Choose a lower step."))
            return None
        told = line_of(done, 0, checks).too_strong
        if told:
            messages.warning(
                request,
                _("Your own words say more than step %(step)s carries: %(words)s. You may change them.")
                % {"step": told.step, "words": ", ".join(told.words)},
            )
        if done.judgement == Hypothesis.Judgement.SUPPORTED and done.cause_id is None:
            return redirect("causes:keep", found.pk, possible.pk)
        return _onward(request, found)

    return edit(
        request, form, save, heading=_("Judge it"), button=_("Save and go on"), hypothesis=possible,
        checks=list(checks), lead=possible.what, judged=line, **_frame(found, "judge"),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, analysis_id: UUID, hypothesis_id: UUID) -> HttpResponse:
    """What held becomes a cause: a new one, or one more unit of one that is known."""
    found, possible = hypothesis_for(request, analysis_id, hypothesis_id)
    if possible.judgement != Hypothesis.Judgement.SUPPORTED:
        return redirect("causes:judge", found.pk, possible.pk)
    known = like_causes(possible, causes_visible_to(grants(request)))
    form = KeepForm(request.POST or None, causes=known[:20], initial={"cause": ""})

    def save(given: dict[str, Any]) -> HttpResponse:
        keep_as_cause(hypothesis=possible, cause=given["cause"], by=request.user, at=timezone.now())
        return _onward(request, found)

    return edit(
        request, form, save, heading=_("Keep it as a cause"), button=_("Keep and go on"), lead=possible.what,
        note=_("A cause can be shared by units, and is tied to findings, goals and measures."),
        **_frame(found, "judge"),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def conclude(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id, work=True)
    page = analysis_page(found)
    form = ConcludeForm(request.POST or None, initial={"conclusion": found.conclusion, "version": found.version})

    def save(given: dict[str, Any]) -> HttpResponse | None:
        try:
            done = actions.conclude_analysis(
                analysis=found, concluded_on=timezone.localdate(), by=request.user, at=timezone.now(), **given
            )
        except actions.IsConcluded:
            return _concluded(request, found)
        except actions.NotJudged:
            form.add_error(None, _("Each possible cause is judged before the analysis is concluded."))
            return None
        told = analysis_page(done).too_strong
        if told:
            messages.warning(
                request,
                _("Your conclusion says more than step %(step)s carries: %(words)s. Open it again to change it.")
                % {"step": told.step, "words": ", ".join(told.words)},
            )
        messages.success(request, _("The analysis is concluded. Set a goal for what you found."))
        return redirect("causes:analysis", found.pk)

    return edit(
        request, form, save, heading=_("Conclude"), button=_("Conclude the analysis"), page=page,
        **_frame(found, "conclude", onward=False),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_POST
def reopen(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id, work=True)
    actions.reopen_analysis(analysis=found, version=found.version, by=request.user, at=timezone.now())
    return redirect("causes:analysis", found.pk)


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id, work=True)
    if found.state != Analysis.State.CONCLUDED:
        return redirect("causes:analysis", found.pk)
    form = ShareForm(request.POST or None, initial={"lesson": found.lesson, "version": found.version})

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.share_example(analysis=found, by=request.user, at=timezone.now(), **given)
        messages.success(request, _("Shared: others in the organisation can find it among the good examples."))
        return redirect("causes:analysis", found.pk)

    return edit(
        request, form, save, heading=_("Share it as a good example"), button=_("Share"),
        **_frame(found, "", onward=False),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_POST
def unshare(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    found = analysis_for(request, analysis_id, work=True)
    actions.unshare_example(analysis=found, by=request.user, at=timezone.now())
    messages.success(request, _("Only you who work with it read it from now on."))
    return redirect("causes:analysis", found.pk)
