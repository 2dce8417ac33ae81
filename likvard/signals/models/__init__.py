"""What an organiser must act on promptly: degrading treatment, absence, complaints. People stand in the vault alone."""

from .absence import AbsenceCount, AbsenceImport
from .identity import Identity
from .signal import CasePerson, Entry, Moment, Signal, SignalMeasure

__all__ = [
    "AbsenceCount",
    "AbsenceImport",
    "CasePerson",
    "Entry",
    "Identity",
    "Moment",
    "Signal",
    "SignalMeasure",
]
