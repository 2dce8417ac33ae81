"""The contact person: a form of four fields, gone on with later, and its receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from likvard.reviews.actions.contacts import save_contact, send_contact
from likvard.reviews.forms.requests import ContactForm
from likvard.reviews.models import LetterTemplate, PublicLink
from likvard.reviews.queries.letters import contact_of

from .doors import Door, doors

FIELDS = ("name", "title", "phone", "email")


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, door: Door) -> HttpResponse:
    """Without a script: two buttons, one that keeps what is written and one that sends it."""
    participant, at = door.participant, timezone.now()
    if request.method == "POST":
        form = ContactForm(request.POST)
        if "save" in request.POST:
            save_contact(participant=participant, values=form.as_draft(), at=at, **door.who)
            return redirect(door.to("contact") + "?sparat=1")
        if form.is_valid():
            send_contact(participant=participant, values=form.cleaned_data, at=at, **door.who)
            return redirect(door.to("contact_receipt"))
    else:
        form = ContactForm(initial=_written(door))
    letter = participant.letters.filter(occasion=LetterTemplate.Occasion.OPENING).first()
    context = {
        "door": door,
        "link": door.link,
        "form": form,
        "participant": participant,
        "answered": contact_of(participant),
        "draft": participant.contact_answers.filter(sent_at=None).exists(),
        "saved": request.GET.get("sparat") == "1",
        "answer_by": letter.answer_by if letter else None,
        "today": timezone.localdate(),
        "asker": LetterTemplate.objects.filter(round=participant.round, occasion="opening").first(),
        "action": door.to("contact"),
    }
    return render(request, "participation/contact.html", context, status=422 if form.errors else 200)


def _written(door: Door) -> dict[str, str]:
    """The draft when there is one, else what was answered last."""
    draft = door.participant.contact_answers.filter(sent_at=None).first() or contact_of(door.participant)
    return {field: getattr(draft, field) for field in FIELDS} if draft else {}


@require_GET
def contact_receipt(request: HttpRequest, door: Door) -> HttpResponse:
    answer = contact_of(door.participant)
    if answer is None:
        raise Http404
    earlier = door.participant.contact_answers.filter(sent_at__isnull=False).exclude(pk=answer.pk).order_by("-sent_at")
    context = {
        "door": door,
        "link": door.link,
        "participant": door.participant,
        "answer": answer,
        "earlier": earlier,
        "change": door.to("contact"),
    }
    return render(request, "participation/contact_receipt.html", context)


by_link_contact, own_contact = doors(PublicLink.Purpose.CONTACT)(contact)
by_link_receipt, own_receipt = doors(PublicLink.Purpose.CONTACT)(contact_receipt)
