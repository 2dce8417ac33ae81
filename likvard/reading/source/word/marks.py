"""Names and signs of the format."""

from __future__ import annotations

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
GAP = "   "
PAGE_END = "\f"
BULLETS = "•"
