"""A closed round refuses every write, and nothing leaves the house before the round is started."""

from likvard.reviews.models import Round
from likvard.rulebook.words import Words

CLOSED = Words(
    "Granskningen är avslutad och kan bara läsas. Öppna den igen om något ska ändras.",
    "The round is closed and can only be read. Open it again if something is to change.",
)
NOT_STARTED = Words(
    "Granskningen är inte startad. Starta den innan något lämnas till dem som granskas.",
    "The round has not been started. Start it before anything goes to those who are reviewed.",
)


class RoundRefuses(Exception):  # noqa: N818 - read aloud where it is raised
    """The round's state does not allow it; `words` say why (`words.text(language)`)."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.sv)
        self.words = words


def require_open(round_: Round) -> Round:
    """The round, locked for the rest of the transaction, planned or running. Raises `RoundRefuses` when closed.

    For preparing: selection, drafts of letters, plans, the judgement in the making.
    """
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if stored.state == Round.State.CLOSED:
        raise RoundRefuses(CLOSED)
    return stored


def require_running(round_: Round) -> Round:
    """The same for whatever reaches the reviewed (letters, requests, invitations, decisions): the round must run."""
    stored = require_open(round_)
    if stored.state == Round.State.PLANNED:
        raise RoundRefuses(NOT_STARTED)
    return stored
