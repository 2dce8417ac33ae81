"""Deadlines still to be kept when the document was written: last day (included) and what is to be done.

A day is a deadline when "senast" (or the like) governs it and the sentence asks for something of the review.
What has passed, what somebody else's order said, tenders, payments and board meetings are none. A relative
time is opened only when it counts from a day that the document prints.
"""

from __future__ import annotations

from likvard.reading.fields.deadlines.reading import read

__all__ = ["read"]
