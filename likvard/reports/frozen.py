"""A content that is frozen, as plain values with a checksum: a sent answer, an issued decision, a final protocol."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def checksum_of(content: Mapping[str, Any]) -> str:
    """sha256, hex, of the content as canonical JSON (keys sorted, no blanks, UTF-8): the same for the same words in
    whatever order a database gives the keys back. Raises `TypeError` for what is no JSON."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def plain(value: Any) -> Any:
    """What JSON can hold: dates as ISO text, tuples as lists, all the way down."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
