"""The checksum of a content that is frozen: a sent answer, an issued decision, a final protocol, a draw."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def checksum_of(content: Mapping[str, Any]) -> str:
    """sha256, hex, of the content as canonical JSON (keys sorted, no blanks, UTF-8): the same for the same words in
    whatever order a database gives the keys back. Raises `TypeError` for what is no JSON."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
