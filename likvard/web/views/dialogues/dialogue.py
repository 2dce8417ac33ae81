"""One dialogue: the sheet, what was agreed before, both sides' preparation, the notes, what is agreed now."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile, fingerprint
from likvard.quality.actions import dialogues as actions
from likvard.quality.forms.dialogues import CancelDialogueForm, HoldDialogueForm, MoveDialogueForm, TopicForm
from likvard.quality.models import Dialogue, DialogueText
from likvard.quality.queries.dialogues import TopicPage, carried_to, topics_of
from likvard.quality.queries.visibility import Side
from likvard.reports.pdf import render_pdf
from likvard.rulebook.permissions import Permission
from likvard.web.conflict import Conflict, FieldInConflict
from likvard.web.dialoguesheet import Sheet, blocks, frozen, sheet_for, sheet_paper, thawed
from likvard.web.downloads import download
from likvard.web.guards import grants, needs

from .seen import dialogue_for, edit

SIDES = ("holder", "party", "notes")


def _side_words(side: str, dialogue: Dialogue) -> str:
    if side == "notes":
        return _("Notes")
    name = dialogue.party.series.holder.name if side == "holder" else dialogue.party.name
    return _("Preparation by %(name)s") % {"name": name}


def _box(dialogue: Dialogue, topic: TopicPage, side: str, sides: frozenset[Side]) -> dict[str, Any]:
    """One text of one topic as the page shows it: to write in, to read, or not shared yet."""
    row: DialogueText | None = getattr(topic, side)
    writes = dialogue.state == Dialogue.State.PLANNED and (side in sides or (side == "notes" and bool(sides)))
    text = row.text if row else ""
    form = TopicForm(initial={"text": text, "seen_text": fingerprint(text)}, auto_id=f"id_{topic.key}_{side}_%s")
    form.fields["text"].label = _side_words(side, dialogue)
    return {
        "side": side,
        "words": _side_words(side, dialogue),
        "row": row,
        "text": text,
        "form": form if writes else None,
        "hidden": side != "notes" and getattr(topic, f"{side}_hidden", False),
        "address": reverse("dialogues:write", args=[dialogue.id, topic.key, side]),
    }


def _sheet(request: HttpRequest, found: Dialogue) -> Sheet:
    """As it was when the dialogue was held, else as it would be now."""
    if found.sheet is not None:
        return thawed(found.sheet)
    return sheet_for(found, grants(request), today=timezone.localdate())


@needs(Permission.DIALOGUE_READ)
@require_GET
def sheet_pdf(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    """The sheet to bring along or to send."""
    found, _sides = dialogue_for(request, dialogue_id)
    today = timezone.localdate()
    paper = sheet_paper(found, _sheet(request, found), carried_to(found), on=today)
    name = f"underlag-{slugify(found.party.name)[:60] or 'samtal'}-{found.held_on or found.day:%Y-%m-%d}.pdf"
    return download(render_pdf(paper, made_on=today).content, "application/pdf", name)


@needs(Permission.DIALOGUE_READ)
@require_GET
def dialogue(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    found, sides = dialogue_for(request, dialogue_id)
    topics = topics_of(found, sides)
    shares = {
        side: any(getattr(t, side) and getattr(t, side).text and not getattr(t, side).shared_at for t in topics)
        for side in sides
    }
    return render(
        request,
        "dialogues/dialogue.html",
        {
            "dialogue": found,
            "series": found.party.series,
            "sides": sides,
            "topics": [(t, [_box(found, t, side, sides) for side in SIDES]) for t in topics],
            "sheet": blocks(_sheet(request, found)),
            "carried": carried_to(found),
            "agreements": list(found.agreements.select_related("owner")),
            "shares": [side for side, waiting in shares.items() if waiting],
            "planned": found.state == Dialogue.State.PLANNED,
            "may_run": "holder" in sides,
            "may_agree": bool(sides) and found.state != Dialogue.State.CANCELLED,
        },
    )


@needs(Permission.DIALOGUE_HOLD)
@require_POST
def write(request: HttpRequest, dialogue_id: UUID, topic: str, side: str) -> HttpResponse:
    """Save one text. With htmx a word beside it, without the page again; a conflict shows both wordings."""
    if side not in SIDES:
        raise Http404
    found, sides = dialogue_for(request, dialogue_id)
    if not sides or (side != "notes" and side not in sides):
        raise PermissionDenied
    if topic not in {t["key"] for t in found.agenda}:
        raise Http404
    form = TopicForm(request.POST, auto_id=f"id_{topic}_{side}_%s")
    if not form.is_valid():
        return render(request, "answers/_refused.html", {"form": form}, status=200 if request.htmx else 422)
    back = redirect(f"{reverse('dialogues:dialogue', args=[found.id])}#{topic}")
    if "theirs" in request.POST:
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else back
    text = form.cleaned_data["text"]
    try:
        row = actions.write_text(
            dialogue=found, topic=topic, side=side, text=text, seen=form.cleaned_data["seen_text"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except actions.DialogueIsOver:
        messages.warning(request, _("The dialogue has been held or cancelled meanwhile. Its words stay as they were."))
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else back
    except ChangedMeanwhile as told:
        return _conflict(request, found, form, told, topic, side)
    if not request.htmx:
        return back
    mark = {f"id_{topic}_{side}_seen_text": ("seen_text", fingerprint(row.text))}
    return render(request, "dialogues/_saved.html", {"at": row.changed_at or timezone.now(), "marks": mark})


def _conflict(
    request: HttpRequest, dialogue: Dialogue, form: TopicForm, told: ChangedMeanwhile, topic: str, side: str
) -> HttpResponse:
    theirs = told.current["text"]
    field = FieldInConflict("text", _side_words(side, dialogue), told.mine["text"], theirs, fingerprint(theirs))
    row = told.row
    conflict = Conflict(
        row.changed_by.name if row.changed_by else "", row.changed_at, (field,), {"seen_text": field.seen}
    )
    if request.htmx:
        return render(request, "answers/_conflict.html", {"conflict": conflict})
    data = form.data.copy()
    data["seen_text"] = field.seen
    again = TopicForm(data, auto_id=f"id_{topic}_{side}_%s")
    again.fields["text"].label = _side_words(side, dialogue)
    context = {
        "dialogue": dialogue, "form": again, "conflict": conflict,
        "address": reverse("dialogues:write", args=[dialogue.id, topic, side]),
    }  # fmt: skip
    return render(request, "dialogues/conflict.html", context, status=409)


@needs(Permission.DIALOGUE_HOLD)
@require_POST
def share(request: HttpRequest, dialogue_id: UUID, side: str) -> HttpResponse:
    found, sides = dialogue_for(request, dialogue_id)
    if side not in sides:
        raise PermissionDenied
    actions.share_preparation(dialogue=found, side=side, by=request.user, at=timezone.now())
    messages.success(request, _("Shared: the other side can read what you have prepared."))
    return redirect("dialogues:dialogue", found.id)


def _back(found: Dialogue) -> dict[str, Any]:
    return {"back": reverse("dialogues:dialogue", args=[found.id]), "back_words": found.party.name}


def _over(request: HttpRequest, found: Dialogue) -> HttpResponse:
    messages.warning(request, _("The dialogue has been held or cancelled meanwhile. Its words stay as they were."))
    return redirect("dialogues:dialogue", found.id)


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    found, _sides = dialogue_for(request, dialogue_id, "holder")
    form = MoveDialogueForm(
        request.POST or None, initial={"day": found.day, "place": found.place, "version": found.version}
    )

    def save(given: dict[str, Any]) -> HttpResponse:
        try:
            actions.move_dialogue(dialogue=found, by=request.user, at=timezone.now(), **given)
        except actions.DialogueIsOver:
            return _over(request, found)
        return redirect("dialogues:dialogue", found.id)

    return edit(request, form, save, heading=_("Move the dialogue"), button=_("Move"), **_back(found))


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    found, _sides = dialogue_for(request, dialogue_id, "holder")
    form = CancelDialogueForm(request.POST or None, initial={"version": found.version})

    def save(given: dict[str, Any]) -> HttpResponse:
        try:
            actions.cancel_dialogue(dialogue=found, by=request.user, at=timezone.now(), **given)
        except actions.DialogueIsOver:
            return _over(request, found)
        return redirect("dialogues:series", found.party.series_id)

    return edit(
        request,
        form,
        save,
        heading=_("Cancel the dialogue"),
        lead=_("It stays in the list with the reason, and counts as one that was not held."),
        button=_("Cancel the dialogue"),
        **_back(found),
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, dialogue_id: UUID) -> HttpResponse:
    found, _sides = dialogue_for(request, dialogue_id, "holder")
    today = timezone.localdate()
    form = HoldDialogueForm(
        request.POST or None, initial={"held_on": min(found.day, today), "version": found.version}, today=today
    )
    if found.agreements.exists():
        del form.fields["no_agreement_reason"]

    def save(given: dict[str, Any]) -> HttpResponse | None:
        try:
            sheet = frozen(sheet_for(found, grants(request), today=today), today)
            actions.hold_dialogue(dialogue=found, sheet=sheet, by=request.user, at=timezone.now(), **given)
        except actions.NothingAgreed:
            form.add_error(
                "no_agreement_reason",
                _("A dialogue ends in something agreed on. Go back and note it, or say here why nothing was needed."),
            )
            return None
        except actions.DialogueIsOver:
            return _over(request, found)
        messages.success(request, _("Noted. What you agreed on comes back before the next dialogue."))
        return redirect("dialogues:dialogue", found.id)

    return edit(
        request,
        form,
        save,
        heading=_("The dialogue has been held"),
        lead=_("The sheet, the preparations and the notes stay as they are from now on, and both sides can read them."),
        button=_("Mark as held"),
        **_back(found),
    )
