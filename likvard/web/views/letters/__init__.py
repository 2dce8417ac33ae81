"""Letters of a round: the list, the wording, the paper, sending, and what came back."""

from .listing import address, index, posted, returned
from .papers import pdf, preview, word
from .wording import send, template

__all__ = ["address", "index", "pdf", "posted", "preview", "returned", "send", "template", "word"]
