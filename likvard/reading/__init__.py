"""From document to record: text with page map, repair, blocks, fields, record with spans.

from likvard.reading import read
reading = read("beslut.pdf")
reading.record["deadlines"]      # [{"date": "2024-11-18", "what": "response"}]
reading.evidence                 # where each value stands
reading.doubtful                 # what it was not sure of, and why
"""

from likvard.reading.reader import Reading, read, read_source, read_text

__all__ = ["Reading", "read", "read_source", "read_text"]
