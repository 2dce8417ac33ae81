"""Signals: reports and complaints on their way, absence, and all of it as counts."""

from .absence import absence
from .cases import case, cases, open_case, readings, report, shut_case
from .complaints import complain, register_complaint
from .people import add_person, case_people, identity
from .statistics import index
from .steps import add_measure, finish_measure, step, write

__all__ = [
    "absence",
    "add_measure",
    "add_person",
    "case",
    "case_people",
    "cases",
    "complain",
    "finish_measure",
    "identity",
    "index",
    "open_case",
    "readings",
    "register_complaint",
    "report",
    "shut_case",
    "step",
    "write",
]
