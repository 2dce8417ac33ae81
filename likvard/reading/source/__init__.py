"""Files in, text with a page map out. `extract` is the door."""

from likvard.reading.source.text import Page, SourceText, extract

__all__ = ["Page", "SourceText", "extract"]
