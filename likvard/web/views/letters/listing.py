"""Who has got which letter, and where it goes."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.reviews.actions.dispatching import record_bounce
from likvard.reviews.actions.letters import address_for, mark_posted, set_address
from likvard.reviews.forms.bounces import bounces_in
from likvard.reviews.forms.letters import AddressForm, PostedForm, ReturnedForm
from likvard.reviews.models import Dispatch, LetterAddress, LetterTemplate, Participant, Round
from likvard.reviews.queries.letter_occasions import Answers, answers_in
from likvard.reviews.queries.letters import LetterStatus, letter_status, participants_for_letters
from likvard.reviews.queries.merging import problems_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.templatetags.letters import WORDS, letters_address
from likvard.web.views.rounds import seen

Occasion = LetterTemplate.Occasion
OCCASIONS = tuple(Occasion.values)
TONES = {
    "none": "neutral", "merged": "soon", "queued": "waiting", "sent": "done", "posted": "done", "bounced": "overdue",
}  # fmt: skip
CONTACT_TONES = {
    "not_asked": "neutral", "waiting": "waiting", "draft": "waiting", "answered": "done", "overdue": "overdue",
}  # fmt: skip


def state_words() -> dict[str, str]:
    return {
        "none": pgettext("letter", "not written"),
        "merged": pgettext("letter", "to be posted"),
        "queued": pgettext("letter", "in line"),
        "sent": pgettext("letter", "sent"),
        "posted": pgettext("letter", "posted"),
        "bounced": pgettext("letter", "came back"),
    }


def contact_words() -> dict[str, str]:
    return {
        "not_asked": pgettext("contact", "not asked"),
        "waiting": pgettext("contact", "waiting"),
        "draft": pgettext("contact", "begun"),
        "answered": pgettext("contact", "answered"),
        "overdue": pgettext("contact", "overdue"),
    }


@dataclass(frozen=True, slots=True)
class Row:
    participant: Participant
    status: LetterStatus
    to: str
    tone: str
    word: str
    contact_tone: str
    contact_word: str
    answers: Answers | None  # to offered times or protocols; None for the letters that have a status of their own


def template_of(round_: Round, occasion: str) -> LetterTemplate | None:
    return LetterTemplate.objects.select_related("round__holder").filter(round=round_, occasion=occasion).first()


def occasion_or_404(occasion: str) -> str:
    if occasion not in OCCASIONS:
        raise Http404
    return occasion


@needs(Permission.ROUND_READ)
@require_GET
def index(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    occasion = next((o for o, word in WORDS.items() if word and word == request.GET.get("brev")), Occasion.OPENING)
    statuses = letter_status(round_, today=timezone.localdate(), occasion=occasion)
    words, contacts = state_words(), contact_words()
    asked = participants_for_letters(round_, occasion)
    answers = answers_in(round_, occasion)
    rows = [
        Row(
            participant=p,
            status=statuses[p.pk],
            to=statuses[p.pk].to or address_for(p, occasion),
            tone="soon" if statuses[p.pk].untold else TONES[statuses[p.pk].state],
            word=pgettext("letter", "new protocol") if statuses[p.pk].untold else words[statuses[p.pk].state],
            contact_tone=CONTACT_TONES[statuses[p.pk].contact],
            contact_word=contacts[statuses[p.pk].contact],
            answers=answers.get(p.pk),
        )
        for p in asked
    ]
    template = template_of(round_, occasion)
    context = {
        "round": round_,
        "can": seen.abilities(request, round_),
        "occasion": occasion,
        "template": template,
        "problems": problems_of(template) if template else (),
        "rows": rows,
        "sent": sum(row.status.state in ("sent", "posted") for row in rows),
        "answered": sum(row.status.contact == "answered" for row in rows),
        "silent": sum(row.answers is not None and row.answers.silent for row in rows),
        "unsent": sum(row.status.state == "none" or row.status.untold or _may_try_again(row) for row in rows),
        "without": sum(not row.to for row in rows),
        "returned_form": ReturnedForm(),
    }
    return render(request, "letters/index.html", context)


def _address(participant: Participant) -> str:
    address = getattr(participant, "letter_address", None)
    return address.email if address else ""


def _may_try_again(row: Row) -> bool:
    return row.status.state == "bounced" and bool(_address(row.participant)) and _address(row.participant) != row.to


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    participant = seen.participant_for(request, round_id, participant_id, Permission.ROUND_WORK)
    known = LetterAddress.objects.filter(participant=participant).first()
    initial = {"email": known.email, "attention": known.attention, "postal": known.postal} if known else {}
    form = AddressForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_address(participant=participant, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The address is saved."))
        return redirect("letters:index", round_id)
    context = {"round": participant.round, "participant": participant, "form": form}
    return render(request, "letters/address.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def posted(request: HttpRequest, round_id: UUID, participant_id: UUID, occasion: str) -> HttpResponse:
    """The letter was printed and posted; until then the page gives it to print."""
    participant = seen.participant_for(request, round_id, participant_id, Permission.ROUND_WORK)
    letter = participant.letters.filter(occasion=occasion_or_404(occasion)).last()
    if letter is None:
        raise Http404
    letter.participant = participant
    form = PostedForm(request.POST or None, initial={"posted_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        mark_posted(letter=letter, posted_on=form.cleaned_data["posted_on"], by=request.user, at=timezone.now())
        messages.success(request, _("The letter is noted as posted."))
        return redirect(letters_address(participant.round, occasion))
    context = {"round": participant.round, "participant": participant, "occasion": occasion, "form": form}
    return render(request, "letters/posted.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_WORK)
@require_POST
def returned(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """E-mails that came back: only those of this round are noted."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_WORK)
    form = ReturnedForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        return redirect("letters:index", round_id)
    noted = 0
    for bounce in bounces_in(form.cleaned_data["file"]):
        row = Dispatch.objects.filter(pk=bounce.dispatch, participant__round=round_).first()
        if row is not None and bounce.action == "failed":
            record_bounce(dispatch=row, status=bounce.status, note=bounce.note, at=timezone.now())
            noted += 1
    if noted:
        words = ngettext(
            "%(count)d e-mail that came back is noted.", "%(count)d e-mails that came back are noted.", noted
        )
        messages.success(request, words % {"count": noted})
    else:
        messages.info(request, _("No returned e-mail of this round was found in the file."))
    return redirect("letters:index", round_id)
