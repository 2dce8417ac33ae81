"""Forms of rounds: making and ending them, what they judge by, and whom they review."""

from .details import AreasForm, CloseForm, ReasonForm, RoundDetailsForm, RoundForm
from .drawing import DrawForm
from .selecting import AddForm, AssignForm, FindOrganiserForm, ReplaceForm, UnitsForm

__all__ = [
    "AddForm",
    "AreasForm",
    "AssignForm",
    "CloseForm",
    "DrawForm",
    "FindOrganiserForm",
    "ReasonForm",
    "ReplaceForm",
    "RoundDetailsForm",
    "RoundForm",
    "UnitsForm",
]
