"""Word documents (.docx): paragraphs, numbering, tables, text boxes, headers and footers, in order."""

from __future__ import annotations

from likvard.reading.source.word.package import check_package
from likvard.reading.source.word.text import read

__all__ = ["check_package", "read"]
