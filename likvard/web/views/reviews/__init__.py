"""Cases: the list, the page of one case, and the board of its findings."""

from .case import case, details, same, step
from .finding import (
    add_evidence,
    add_finding,
    add_measure,
    causes,
    change_measure,
    owner,
    remove_evidence,
    restore_evidence,
    state,
)
from .listing import create, index

__all__ = [
    "add_evidence",
    "add_finding",
    "add_measure",
    "case",
    "causes",
    "change_measure",
    "create",
    "details",
    "index",
    "owner",
    "remove_evidence",
    "restore_evidence",
    "same",
    "state",
    "step",
]
