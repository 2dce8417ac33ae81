"""A survey prepared, given codes, moved; and the questionnaire itself."""

from .answering import AnswerForm, CodeForm
from .preparing import CloseForm, CodesForm, LastDayForm, PrepareForm

__all__ = ["AnswerForm", "CloseForm", "CodeForm", "CodesForm", "LastDayForm", "PrepareForm"]
