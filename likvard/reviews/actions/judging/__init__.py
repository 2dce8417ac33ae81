"""Judgements written, proven, finished and taken up again; findings of a judgement; the blind second reader."""

from .evidence import add_judgement_evidence, remove_judgement_evidence
from .found import add_judged_finding, kinds_of, references, remove_judged_finding
from .readers import ask_second_reader, place_in_department
from .rules import reader_for
from .writing import finish_judgement, take_up_judgement, write_judgement

__all__ = [
    "add_judged_finding",
    "add_judgement_evidence",
    "ask_second_reader",
    "finish_judgement",
    "kinds_of",
    "place_in_department",
    "reader_for",
    "references",
    "remove_judged_finding",
    "remove_judgement_evidence",
    "take_up_judgement",
    "write_judgement",
]
