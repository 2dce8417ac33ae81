"""Publication: an issued decision or an overall report is masked, read by another person and shown to the public."""

from .masking import add_mask, answer_proposals, remove_mask
from .steps import approve_publication, begin_publication, discard_publication, publish, withdraw_publication
from .words import remove_news, tell_what_changed, write_news, write_tags

__all__ = [
    "add_mask",
    "answer_proposals",
    "approve_publication",
    "begin_publication",
    "discard_publication",
    "publish",
    "remove_mask",
    "remove_news",
    "tell_what_changed",
    "withdraw_publication",
    "write_news",
    "write_tags",
]
