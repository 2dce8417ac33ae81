"""Quality dialogues as both sides work in them."""

from .agreements import agree, agreement, move_agreement
from .dialogue import cancel, dialogue, hold, move, share, sheet_pdf, write
from .evaluations import evaluation
from .mandates import give_mandate, mandate, take_up_mandate
from .memos import begin_memo, issue_memo, memo, memo_pdf, memo_word
from .series import add_parties, decide, end, index, leave, model, plan, propose, series

__all__ = [
    "add_parties",
    "agree",
    "agreement",
    "begin_memo",
    "cancel",
    "decide",
    "dialogue",
    "end",
    "evaluation",
    "give_mandate",
    "hold",
    "index",
    "issue_memo",
    "leave",
    "mandate",
    "memo",
    "memo_pdf",
    "memo_word",
    "model",
    "move",
    "move_agreement",
    "plan",
    "propose",
    "series",
    "share",
    "sheet_pdf",
    "take_up_mandate",
    "write",
]
