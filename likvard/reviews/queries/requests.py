"""What each participant is asked for and what has come in. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from likvard.access.queries import Grants
from likvard.documents.models import Document
from likvard.reviews.models import (
    Case,
    CaseDocument,
    Dispatch,
    DocumentRequest,
    ItemFile,
    Participant,
    RequestedItem,
    RequestItem,
    Round,
)
from likvard.rulebook.permissions import Permission

from .likeness import likeness, plain

ALREADY_WITHIN = timedelta(days=365)  # an older document is asked for anew
SAME_DOCUMENT = 0.8  # how alike a document's name and what is asked for must be
EXISTS = RequestItem.Answer.EXISTS


@dataclass(frozen=True, slots=True)
class RequestStatus:
    """One participant's list as the round's status table shows it. `asked` leaves out what was in already."""

    asked: int
    answered: int
    already: int
    files: int
    last_day: date
    delivered_on: date | None  # null = the participant does not know of it yet
    done_on: date | None
    overdue: bool
    reminders: int

    @property
    def complete(self) -> bool:
        """Nothing more is waited for."""
        return self.answered >= self.asked


def request_status(
    round_: Round, *, participant: Participant | None = None, today: date | None = None
) -> dict[UUID, RequestStatus]:
    """Everyone for whom a list has been made, in four queries whatever their number. `today` decides what is
    overdue; without it nothing is."""
    requests = DocumentRequest.objects.filter(participant__round=round_)
    if participant is not None:
        requests = requests.filter(participant=participant)
    # A round may ask for tens of thousands of things: plain values, for nothing more is asked of them.
    items: dict[UUID, list[tuple[UUID, str, UUID | None]]] = {}
    of_requests = RequestItem.objects.filter(request__in=requests).order_by()
    for request, *item in of_requests.values_list("request_id", "id", "answer", "already_id"):
        items.setdefault(request, []).append(tuple(item))
    files: dict[UUID, int] = {}
    of_items = ItemFile.objects.filter(item__request__in=requests, removed_at__isnull=True)
    for pk in of_items.values_list("item_id", flat=True):
        files[pk] = files.get(pk, 0) + 1
    reminders: dict[UUID, int] = {}
    sent = Dispatch.objects.filter(
        participant__round=round_, what=Dispatch.What.DOCUMENTS_REMINDER, sent_at__isnull=False
    )
    for pk in sent.values_list("participant_id", flat=True):
        reminders[pk] = reminders.get(pk, 0) + 1
    found = {}
    for request in requests:
        of_request = items.get(request.pk, [])
        asked = [(pk, answer) for pk, answer, already in of_request if already is None]
        answered = sum(_answered(answer, files.get(pk, 0)) for pk, answer in asked)
        found[request.participant_id] = RequestStatus(
            asked=len(asked),
            answered=answered,
            already=len(of_request) - len(asked),
            files=sum(files.get(pk, 0) for pk, _, _ in of_request),
            last_day=request.last_day,
            delivered_on=request.delivered_at.date() if request.delivered_at else None,
            done_on=request.done_at.date() if request.done_at else None,
            overdue=bool(today and today > request.last_day and answered < len(asked)),
            reminders=reminders.get(request.participant_id, 0),
        )
    return found


def is_answered(item: RequestItem, files: int) -> bool:
    """It exists and is here, it does not exist, or it is told where to look."""
    return _answered(item.answer, files)


def _answered(answer: str, files: int) -> bool:
    return bool(files) if answer == EXISTS else bool(answer)


def request_with_items(request: DocumentRequest) -> list[RequestItem]:
    """The lines with their files, in order."""
    live = ItemFile.objects.filter(removed_at__isnull=True).select_related("document").order_by("at", "id")
    return list(
        request.items.select_related("school_unit", "already").prefetch_related(
            Prefetch("files", queryset=live, to_attr="live_files")
        )
    )


def requests_visible_to(grants: Grants) -> QuerySet[DocumentRequest]:
    """Requests that have been delivered to the own organisation, by its own case; nothing of the round shows."""
    held = [g.organisation for g in grants.with_permission(Permission.ANSWER_WRITE) if g.organisation and not g.units]
    return DocumentRequest.objects.filter(
        participant__case__counterpart__holder__in=held, delivered_at__isnull=False
    ).select_related("participant__round__holder", "participant__case__counterpart")


def own_participant(case: Case) -> Participant | None:
    """Whose side of a round the organiser's own case `case` is; None for any other case."""
    return own_participants(case).first()


def own_participants(case: Case) -> QuerySet[Participant]:
    return (
        Participant.objects.filter(case__counterpart=case, state=Participant.State.SELECTED)
        .select_related("round__holder", "organiser", "case")
        .order_by("id")
    )


STARTING_ITEMS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "audit": (
        ("organiser", "Beskrivning av organisationen", "Vem som ansvarar för vad, gärna som en bild."),
        ("organiser", "Senaste kvalitetsrapporten eller motsvarande", "Med analys av resultat och orsaker."),
        ("organiser", "Plan för det systematiska kvalitetsarbetet", "Årshjul, rutiner eller liknande."),
        ("organiser", "Modell för fördelning av resurser", "Beslutet och underlaget till det."),
        ("organiser", "Protokoll där nämnden eller styrelsen har behandlat resultaten", "Det senaste läsåret."),
        ("unit", "Skolenhetens senaste analys av resultat", ""),
        ("unit", "Skolenhetens plan mot kränkande behandling", ""),
    ),
    "supervision": (
        ("organiser", "Delegationsordning", ""),
        ("organiser", "Rutin för klagomål", "Och de klagomål som har kommit in det senaste året."),
        ("organiser", "Senaste kvalitetsrapporten eller motsvarande", ""),
        ("unit", "Plan mot kränkande behandling", ""),
        ("unit", "Rutin för extra anpassningar och särskilt stöd", ""),
        ("unit", "Timplan", ""),
    ),
    "dialogue": (
        ("unit", "Skolenhetens senaste analys av resultat", ""),
        ("unit", "Prioriterade områden det här läsåret", ""),
    ),
}


def already_in(items: Iterable[RequestItem], participant: Participant, *, on: datetime) -> dict[UUID, Document]:
    """For each unsaved or saved item the newest document that the reviewer already holds of what it asks for.

    Certain: sent in for a line of the same words and the same unit within a year. Likely: it stands in the
    reviewer's case of this organiser under a name that says what is asked. The reviewer can take either back.
    """
    since = on - ALREADY_WITHIN
    holder = participant.round.holder_id
    earlier = (
        ItemFile.objects.filter(
            item__request__participant__organiser=participant.organiser_id,
            item__request__participant__round__holder=holder,
            removed_at__isnull=True,
            at__gte=since,
        )
        .exclude(item__request__participant=participant)
        .select_related("document", "item")
        .order_by("at", "id")
    )
    by_words = {(plain(f.item.text), f.item.school_unit_id): f.document for f in earlier}
    in_case = CaseDocument.objects.none()
    if participant.case_id:
        in_case = (
            CaseDocument.objects.filter(
                case__holder=holder,
                case__organiser=participant.organiser_id,
                document__uploaded_at__gte=since,
                part__in=[CaseDocument.Part.EVIDENCE, CaseDocument.Part.RESPONSE, CaseDocument.Part.OTHER],
            )
            .select_related("document")
            .order_by("document__uploaded_at")
        )
    named = [(PurePath(row.document.name).stem.replace("_", " "), row.document) for row in in_case]
    found: dict[UUID, Document] = {}
    for item in items:
        document = by_words.get((plain(item.text), item.school_unit_id))
        if document is None and item.school_unit_id is None:
            alike = [(likeness(name, item.text), document) for name, document in named]
            best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
            document = best[1] if best[0] >= SAME_DOCUMENT else None
        if document is not None:
            found[item.pk] = document
    return found


def lines_for(participant: Participant, listed: Iterable[RequestedItem]) -> list[tuple[RequestedItem, UUID | None]]:
    """The round's list as it falls on one participant: unit lines once for each unit that is reviewed."""
    units = [row.school_unit_id for row in participant.units.all() if not row.replaced_reason]
    return [(item, unit) for item in listed for unit in (units if item.level == RequestedItem.Level.UNIT else [None])]
