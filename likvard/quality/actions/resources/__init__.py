"""What is done with resources: a pot opened and filled in, proposals made, one decided, and its outcome noted."""

from .deciding import CannotBeDecided, decide
from .following import note_payments, tie_measure, untie_measure
from .proposals import TooManyProposals, add_proposal, change_proposal, remove_proposal
from .rounds import IsDecided, Told, change_round, choose_units, fetch_figures, fill_units, open_round

__all__ = [
    "CannotBeDecided",
    "IsDecided",
    "Told",
    "TooManyProposals",
    "add_proposal",
    "change_proposal",
    "change_round",
    "choose_units",
    "decide",
    "fetch_figures",
    "fill_units",
    "note_payments",
    "open_round",
    "remove_proposal",
    "tie_measure",
    "untie_measure",
]
