"""What every step of a protocol asks first, and how it is told in the history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.actions.rounds.guard import require_open
from likvard.reviews.models import Protocol
from likvard.rulebook.words import Words

NOT_DRAFT = Words(
    "Protokollet är lämnat för faktagranskning. Uttalandena ändras nu bara genom svar på rättelser.",
    "The protocol is handed over for fact-check. Statements now change only by answering corrections.",
)
IS_FINAL = Words("Protokollet är slutligt och ändras inte.", "The protocol is final and does not change.")
NOT_CHECKING = Words(
    "Faktagranskningen är avslutad och kan inte ändras.", "The fact-check is over and can no longer be changed."
)
TOO_LATE = Words(
    "Sista dagen för faktagranskningen har passerat. Kontakta utredaren om ett sakfel återstår.",
    "The last day of the fact-check has passed. Contact the investigator if an error of fact remains.",
)
NOTHING_TO_CHECK = Words(
    "Protokollet har inga uttalanden att granska. Skriv minst ett.",
    "The protocol has no statements to check. Write at least one.",
)
EMPTY_STATEMENT = Words(
    "Ett uttalande saknar text. Skriv det eller ta bort det innan protokollet lämnas.",
    "A statement has no text. Write it or remove it before the protocol is handed over.",
)
LAST_DAY_PASSED = Words("Sista dagen måste ligga framåt i tiden.", "The last day must lie ahead.")
NOT_CHECKED = Words(
    "Protokollet kan bli slutligt först när faktagranskningen är besvarad eller sista dagen har passerat.",
    "The protocol can become final only when the fact-check is answered or its last day has passed.",
)
CORRECTIONS_LEFT = Words(
    "Svara på alla rättelser innan protokollet görs slutligt.", "Answer every correction before making it final."
)
GONE = Words("Uttalandet har tagits bort av någon annan.", "Somebody else has removed the statement.")
REASON_MISSING = Words("Skriv ett skäl.", "Write a reason.")


class NotNow(Exception):  # noqa: N818 - read aloud where it is raised
    """The step is not possible as the protocol stands; `words` say why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.sv)
        self.words = words


def locked(pk: UUID, *states: str, otherwise: Words) -> Protocol:
    """The protocol, locked; its round is open. Raises `NotNow` unless it is in one of the states."""
    stored = (
        Protocol.objects.select_for_update(of=("self",))
        .select_related("participant__round__holder", "participant__organiser", "participant__case", "delivered_to")
        .get(pk=pk)
    )
    require_open(stored.participant.round)
    if stored.state == Protocol.State.FINAL and "final" not in states:
        raise NotNow(IS_FINAL)
    if stored.state not in states:
        raise NotNow(otherwise)
    return stored


def tell(
    action: str,
    protocol: Protocol,
    *,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One event in the history of the reviewer's case."""
    record(
        action=action,
        subject_kind="protocol",
        subject_id=protocol.pk,
        by=by,
        at=at,
        organisation=protocol.participant.round.holder_id,
        case=protocol.participant.case_id or "",
        before=before,
        after=after,
        reason=reason,
    )


def tell_own(
    action: str,
    protocol: Protocol,
    *,
    by: User | None,
    at: datetime,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """The same in the history of the organiser's own case, when it was delivered there."""
    own = protocol.delivered_to
    if own is not None:
        record(
            action=action,
            subject_kind="protocol",
            subject_id=protocol.pk,
            by=by,
            at=at,
            organisation=own.holder_id,
            case=own.pk,
            after=after,
            reason=reason,
        )
