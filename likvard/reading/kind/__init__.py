"""Which kind of document it is, and of which kind of review it tells."""

from __future__ import annotations

from likvard.reading.kind.document import document_type
from likvard.reading.kind.review import review_kind

__all__ = ["document_type", "review_kind"]
