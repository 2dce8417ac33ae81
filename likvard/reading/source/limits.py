"""What is too much: sizes beyond which a document is refused before it is opened."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

MAX_MEGABYTES = 50
MAX_PAGES = 500
# A page of these documents holds 1 500 to 3 500 characters; no document of MAX_PAGES has more than this.
MAX_CHARACTERS = MAX_PAGES * 5_000

# A Word document of 500 pages unpacks to some 20 MB of XML and holds some hundred parts.
MAX_PARTS = 2_000
MAX_UNPACKED = 300 * MEGABYTE
MAX_XML_PART = 60 * MEGABYTE
MAX_RATIO = 200

# An A3 page at 600 dpi has 70 million pixels.
MAX_PIXELS = 120_000_000
