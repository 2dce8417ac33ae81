"""What is made ready for the public: masked, read by another, published, withdrawn."""

from .listing import begin, begin_report, index
from .masking import mask, proposals, unmask
from .steps import approve, discard, pdf, publication, publish, withdraw
from .words import details, drop_news, news

__all__ = [
    "approve",
    "begin",
    "begin_report",
    "details",
    "discard",
    "drop_news",
    "index",
    "mask",
    "news",
    "pdf",
    "proposals",
    "publication",
    "publish",
    "unmask",
    "withdraw",
]
