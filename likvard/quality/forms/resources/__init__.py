"""Forms of resources by need: the pot, its units, proposals, the decision and what became of the money."""

from .following import PaymentsForm, TieForm
from .pots import PotForm, UnitsForm
from .proposals import DecideForm, ProposalForm
from .tables import PAID, POT, TableForm

__all__ = ["PAID", "POT", "DecideForm", "PaymentsForm", "PotForm", "ProposalForm", "TableForm", "TieForm", "UnitsForm"]
