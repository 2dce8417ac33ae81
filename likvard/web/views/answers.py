"""The answer: written finding by finding, previewed, exported, sent."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.queries.threads import Thread, threads_of
from likvard.reports.answer import answer_paper
from likvard.reports.paper import Paper
from likvard.reports.pdf import render_pdf, unprintable_in
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.reviews.actions import answers as actions
from likvard.reviews.actions.conflicts import ChangedMeanwhile, fingerprint
from likvard.reviews.forms.answers import EFFECTS, IntroductionForm, ItemForm, SendAnswerForm, seen_marks
from likvard.reviews.models import Answer, Case, Finding
from likvard.reviews.queries import findings_visible_to, scope_of, visible_to
from likvard.reviews.queries.answers import ITEM_TEXTS, Draft, FindingPart, answered_in, content_of, draft_of
from likvard.rulebook.permissions import Permission
from likvard.web.answerpage import drawn_from, part_shown, readiness
from likvard.web.conflict import Conflict, FieldInConflict
from likvard.web.guards import grants, needs
from likvard.web.templatetags.lv import day, from_today


def _case(request: HttpRequest, case_id: UUID, permission: Permission = Permission.CASE_READ) -> Case:
    return get_object_or_404(visible_to(grants(request), permission), pk=case_id)


def _draft(request: HttpRequest, case: Case) -> Draft | None:
    """The unsent answer with the findings that this person may write about."""
    answer = case.answers.filter(sent_on__isnull=True).select_related("case", "changed_by").first()
    if answer is None:
        return None
    answer.case = case
    return draft_of(answer, findings_visible_to(grants(request), Permission.ANSWER_WRITE).filter(case=case))


def _sees_all(request: HttpRequest, case: Case) -> bool:
    """Nothing in the case is hidden from this person: she may read what is said of every finding."""
    seen = findings_visible_to(grants(request)).filter(case=case).order_by().values("pk")
    return not Finding.objects.filter(case=case).exclude(pk__in=seen).exists()


def _lead(case: Case, draft: Draft | None) -> str:
    parts = []
    if draft is not None:
        state = readiness(draft)
        parts.append(
            ngettext(
                "%(ready)d of %(of)d finding is ready to be answered.",
                "%(ready)d of %(of)d findings are ready to be answered.",
                state.of,
            )
            % {"ready": state.ready, "of": state.of}
        )
    due = case.deadlines.filter(what="response", met_on__isnull=True).order_by("day").first()
    if due:
        words = {"day": day(due.day), "left": from_today(due.day)}
        parts.append(
            (_("To be answered by %(day)s, %(left)s.") if words["left"] else _("To be answered by %(day)s.")) % words
        )
    return " ".join(parts)


@needs(Permission.CASE_READ)
@require_GET
def compose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = _case(request, case_id)
    may_write = grants(request).may(Permission.ANSWER_WRITE, scope_of(case))
    draft = _draft(request, case) if may_write else None
    return _page(request, case, draft, may_write=may_write)


def _page(
    request: HttpRequest,
    case: Case,
    draft: Draft | None,
    *,
    may_write: bool = True,
    status: int = 200,
    shown: tuple[UUID, ItemForm, Conflict | None] | None = None,
    introduction: tuple[IntroductionForm, Conflict | None] | None = None,
) -> HttpResponse:
    """The composer; `shown` and `introduction` put back what a person wrote and could not save."""
    areas = []
    threads = _threads(request, draft)
    asked = request.GET.get("infoga", "")
    for area in draft.areas if draft else ():
        parts = []
        for part in area.findings:
            drawn = drawn_from(threads.get(f"finding:{part.finding.id}"))
            if shown and shown[0] == part.finding.id:
                parts.append(part_shown(part, case.id, form=shown[1], conflict=shown[2], drawn=drawn))
            else:
                parts.append(part_shown(part, case.id, drawn=drawn, insert=asked == str(part.finding.id)))
        areas.append((area.area, parts))
    sees_all = _sees_all(request, case)
    sent = list(case.answers.filter(sent_on__isnull=False).select_related("sent_by")) if sees_all else []
    return render(
        request,
        "answers/compose.html",
        {
            "case": case,
            "draft": draft,
            "areas": areas,
            "introduction": introduction[0] if introduction else _introduction_form(draft),
            "introduction_conflict": introduction[1] if introduction else None,
            "readiness": readiness(draft) if draft else None,
            "lead": _lead(case, draft),
            "may_write": may_write,
            "may_send": grants(request).may(Permission.ANSWER_SEND, scope_of(case)),
            "sees_all": sees_all,
            "sent": sent,
            "nothing_to_answer": not answered_in(case).exists(),
        },
        status=status,
    )


def _threads(request: HttpRequest, draft: Draft | None) -> dict[str, Thread]:
    """What the quality work knows of the findings, for whoever may read it."""
    if draft is None or not grants(request).may(Permission.QUALITY_READ):
        return {}
    origins = [f"finding:{part.finding.id}" for part in draft.parts]
    return threads_of(origins, grants(request), today=timezone.localdate())


def _introduction_form(draft: Draft | None) -> IntroductionForm | None:
    if draft is None or draft.hidden:
        return None
    return IntroductionForm(
        initial={
            "introduction": draft.answer.introduction,
            "seen_introduction": fingerprint(draft.answer.introduction),
        }
    )


@needs(Permission.ANSWER_WRITE)
@require_POST
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = _case(request, case_id, Permission.ANSWER_WRITE)
    actions.begin_answer(case=case, by=request.user, at=timezone.now())
    return redirect("answers:compose", case.id)


def _conflict(changed: ChangedMeanwhile, form: IntroductionForm | ItemForm) -> Conflict:
    effects = {str(code): str(words) for code, words in EFFECTS}

    def words(name: str, value: str) -> str:
        return effects.get(value, value) if name == "effect" else value

    fields = tuple(
        FieldInConflict(
            name,
            str(form.fields[name].label),
            words(name, changed.mine[name]),
            words(name, changed.current[name]),
            fingerprint(changed.current[name]),
        )
        for name in changed.current
    )
    row = changed.row
    return Conflict(
        row.changed_by.name if row.changed_by else "",
        row.changed_at,
        fields,
        {f"seen_{f.name}": f.seen for f in fields},
    )


def _overwriting(form: IntroductionForm | ItemForm, conflict: Conflict) -> dict[str, str]:
    """The form's data with marks that say: I have seen what the other wrote."""
    data = form.data.copy()
    for name, mark in conflict.values.items():
        data[form.add_prefix(name)] = mark
    return data


@needs(Permission.ANSWER_WRITE)
@require_POST
def introduction(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = _case(request, case_id, Permission.ANSWER_WRITE)
    draft = _draft(request, case)
    if draft is None or draft.hidden:
        raise Http404
    form = IntroductionForm(request.POST)
    if not form.is_valid():
        return _refused(request, case, draft, form, introduction=(form, None))
    text = form.cleaned_data["introduction"]
    if "theirs" in request.POST:
        actions.set_aside(
            answer=draft.answer, finding=None, texts={"introduction": text}, by=request.user, at=timezone.now()
        )
        return _refreshed(request, case)
    try:
        answer = actions.write_introduction(
            answer=draft.answer, text=text, seen=form.seen, by=request.user, at=timezone.now()
        )
    except actions.AnswerIsSent:
        return _is_sent(request, case)
    except ChangedMeanwhile as changed:
        conflict = _conflict(changed, form)
        if request.htmx:
            return render(
                request, "answers/_conflict.html", {"conflict": conflict, "form_id": "introduction-form", "case": case}
            )
        again = IntroductionForm(_overwriting(form, conflict))
        return _page(request, case, draft, status=409, introduction=(again, conflict))
    if not request.htmx:
        return redirect("answers:compose", case.id)
    draft = _draft(request, case)
    return render(
        request,
        "answers/_saved.html",
        {
            "at": answer.changed_at or timezone.now(),
            "marks": {"id_seen_introduction": ("seen_introduction", fingerprint(answer.introduction))},
            "readiness": readiness(draft),
            "draft": draft,
            "case": case,
            "lead": _lead(case, draft),
        },
    )


@needs(Permission.ANSWER_WRITE)
@require_POST
def item(request: HttpRequest, case_id: UUID, finding_id: UUID) -> HttpResponse:
    case = _case(request, case_id, Permission.ANSWER_WRITE)
    draft = _draft(request, case)
    part = next((p for p in draft.parts if p.finding.id == finding_id), None) if draft else None
    if draft is None or part is None:
        raise Http404
    form = _item_form(request, part)
    if not form.is_valid():
        return _refused(request, case, draft, form, shown=(finding_id, form, None))
    if "theirs" in request.POST:
        actions.set_aside(
            answer=draft.answer, finding=part.finding, texts=form.texts, by=request.user, at=timezone.now()
        )
        return _refreshed(request, case, place=f"finding-{finding_id}")
    try:
        written = actions.write_item(
            answer=draft.answer,
            finding=part.finding,
            texts=form.texts,
            seen=form.seen,
            by=request.user,
            at=timezone.now(),
        )
    except actions.AnswerIsSent:
        return _is_sent(request, case)
    except ChangedMeanwhile as changed:
        conflict = _conflict(changed, form)
        if request.htmx:
            context = {"conflict": conflict, "form_id": f"form-{finding_id}", "case": case}
            return render(request, "answers/_conflict.html", context)
        again = _item_form(request, part, _overwriting(form, conflict))
        return _page(request, case, draft, status=409, shown=(finding_id, again, conflict))
    if not request.htmx:
        return redirect("answers:compose", case.id)
    draft = _draft(request, case)
    marks = seen_marks(written, ITEM_TEXTS)
    # A text that somebody else changed stays as that person wrote it; this page must go on saying that it has
    # not seen it, or it would be written over at the next save.
    sent = form.texts
    marks = {name: mark for name, mark in marks.items() if getattr(written, name) == sent.get(name)}
    return render(
        request,
        "answers/_saved.html",
        {
            "at": written.changed_at or timezone.now(),
            "marks": {f"id_{finding_id}_seen_{name}": (f"seen_{name}", mark) for name, mark in marks.items()},
            "readiness": readiness(draft),
            "draft": draft,
            "case": case,
            "lead": _lead(case, draft),
        },
    )


def _item_form(request: HttpRequest, part: FindingPart, data: object = None) -> ItemForm:
    return ItemForm(
        data if data is not None else request.POST,
        auto_id=f"id_{part.finding.id}_%s",
        has_measures=bool(part.measures),
    )


def _refused(request: HttpRequest, case: Case, draft: Draft, form: object, **shown: object) -> HttpResponse:
    if request.htmx:
        return render(request, "answers/_refused.html", {"form": form})
    return _page(request, case, draft, status=422, **shown)


def _refreshed(request: HttpRequest, case: Case, place: str = "") -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("answers:compose", case.id)


def _is_sent(request: HttpRequest, case: Case) -> HttpResponse:
    messages.warning(
        request, _("The answer has been sent meanwhile and can no longer be changed. Write the next one if needed.")
    )
    return _refreshed(request, case)


@needs(Permission.ANSWER_SEND)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for the day, show what is missing, and lock the answer."""
    case = _case(request, case_id, Permission.ANSWER_SEND)
    draft = _draft(request, case)
    if draft is None or draft.hidden:
        raise Http404
    state = readiness(draft)
    today = timezone.localdate()
    form = SendAnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_on": today},
        today=today,
        has_gaps=bool(state.heavy),
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer, left = actions.send_answer(
                answer=draft.answer,
                sent_on=form.cleaned_data["sent_on"],
                by=request.user,
                at=timezone.now(),
                gaps_known=form.cleaned_data.get("gaps_known", False),
            )
        except actions.AnswerIsSent:
            return _is_sent(request, case)
        except actions.AnswerHasGaps:  # somebody emptied a field while this page was open
            return redirect("answers:send", case.id)
        messages.success(request, _("The answer is marked as sent and can no longer be changed."))
        if left:
            messages.warning(request, _("The case stays in its state, since it has no such step from there."))
        return redirect("answers:read", case.id, answer.number)
    context = {"case": case, "draft": draft, "form": form, "readiness": state}
    return render(request, "answers/send.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, case_id: UUID, number: int) -> tuple[Case, Answer]:
    """A whole answer: a draft for those who write it, a sent one for those who may read every finding."""
    case = _case(request, case_id)
    if not _sees_all(request, case):
        raise Http404
    answer = get_object_or_404(case.answers.select_related("sent_by", "case"), number=number)
    if answer.sent_on is None and not grants(request).may(Permission.ANSWER_WRITE, scope_of(case)):
        raise PermissionDenied
    return case, answer


def _paper(answer: Answer) -> Paper:
    return answer_paper(content_of(draft_of(answer)))


@needs(Permission.CASE_READ)
@require_GET
def read(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    case, answer = _answer(request, case_id, number)
    paper = _paper(answer)
    return render(
        request,
        "answers/read.html",
        {
            "case": case,
            "answer": answer,
            "paper": paper,
            "unprintable": " ".join(sorted(unprintable_in(paper))),
            "may_write": grants(request).may(Permission.ANSWER_WRITE, scope_of(case)),
            "may_send": answer.sent_on is None and grants(request).may(Permission.ANSWER_SEND, scope_of(case)),
        },
    )


@needs(Permission.CASE_READ)
@require_GET
def pdf(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    case, answer = _answer(request, case_id, number)
    content = render_pdf(_paper(answer), made_on=timezone.localdate()).content
    return _file(content, "application/pdf", case, answer, "pdf")


@needs(Permission.CASE_READ)
@require_GET
def word(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    case, answer = _answer(request, case_id, number)
    return _file(render_word(_paper(answer)), WORD, case, answer, "docx")


def _file(content: bytes, media_type: str, case: Case, answer: Answer, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    about = slugify(case.case_number) or "arende"
    draft = "" if answer.sent_on else "-utkast"
    name = f"redovisning-{about}-{answer.number}{draft}.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=ending != "pdf", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
