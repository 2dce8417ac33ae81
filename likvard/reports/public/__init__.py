"""What an authority shows the public: a content with passages masked, its paper, and the news about it.

Library code: plain values in, plain values and paper out. What is masked is taken out of the values themselves, so
that no paper, file or feed made of them afterwards can hold it.
"""

from .masking import Mask, Masked, Passage, look_alikes, masked, occurrences, passages
from .news import Contact, NewsContent, draft_news, news_from_json, news_to_json
from .paper import day_of, public_paper
from .proposing import Proposal, proposals

__all__ = [
    "Contact",
    "Mask",
    "Masked",
    "NewsContent",
    "Passage",
    "Proposal",
    "day_of",
    "draft_news",
    "look_alikes",
    "masked",
    "news_from_json",
    "news_to_json",
    "occurrences",
    "passages",
    "proposals",
    "public_paper",
]
