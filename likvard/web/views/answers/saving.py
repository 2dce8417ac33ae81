"""What is written saves itself; two who write the same are told."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from likvard.reviews.actions import answers as actions
from likvard.reviews.actions.conflicts import ChangedMeanwhile, fingerprint
from likvard.reviews.forms.answers import EFFECTS, IntroductionForm, ItemForm, seen_marks
from likvard.reviews.models import Case
from likvard.reviews.queries.answers import ITEM_TEXTS, Draft, FindingPart
from likvard.rulebook.permissions import Permission
from likvard.web.answerpage import readiness
from likvard.web.conflict import Conflict, FieldInConflict
from likvard.web.guards import needs

from .composing import composer
from .seen import case_for, draft_for, is_sent, lead_of, refreshed


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
    case = case_for(request, case_id, Permission.ANSWER_WRITE)
    draft = draft_for(request, case)
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
        return refreshed(request, case)
    try:
        answer = actions.write_introduction(
            answer=draft.answer, text=text, seen=form.seen, by=request.user, at=timezone.now()
        )
    except actions.AnswerIsSent:
        return is_sent(request, case)
    except ChangedMeanwhile as changed:
        conflict = _conflict(changed, form)
        if request.htmx:
            return render(
                request, "answers/_conflict.html", {"conflict": conflict, "form_id": "introduction-form", "case": case}
            )
        again = IntroductionForm(_overwriting(form, conflict))
        return composer(request, case, draft, status=409, introduction=(again, conflict))
    if not request.htmx:
        return redirect("answers:compose", case.id)
    draft = draft_for(request, case)
    return render(
        request,
        "answers/_saved.html",
        {
            "at": answer.changed_at or timezone.now(),
            "marks": {"id_seen_introduction": ("seen_introduction", fingerprint(answer.introduction))},
            "readiness": readiness(draft),
            "draft": draft,
            "case": case,
            "lead": lead_of(case, draft),
        },
    )


@needs(Permission.ANSWER_WRITE)
@require_POST
def item(request: HttpRequest, case_id: UUID, finding_id: UUID) -> HttpResponse:
    case = case_for(request, case_id, Permission.ANSWER_WRITE)
    draft = draft_for(request, case)
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
        return refreshed(request, case, place=f"finding-{finding_id}")
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
        return is_sent(request, case)
    except ChangedMeanwhile as changed:
        conflict = _conflict(changed, form)
        if request.htmx:
            context = {"conflict": conflict, "form_id": f"form-{finding_id}", "case": case}
            return render(request, "answers/_conflict.html", context)
        again = _item_form(request, part, _overwriting(form, conflict))
        return composer(request, case, draft, status=409, shown=(finding_id, again, conflict))
    if not request.htmx:
        return redirect("answers:compose", case.id)
    draft = draft_for(request, case)
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
            "lead": lead_of(case, draft),
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
    return composer(request, case, draft, status=422, **shown)
