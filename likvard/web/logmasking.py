"""Addresses that are keys do not stand in the log: whoever reads it could come in by them."""

import logging
import re

# Longer than any name or number of ours that is no secret; an id (32 hex digits in five groups) is shorter.
_SECRET = re.compile(r"(?<=/)(?![0-9a-f]{8}-)[\w:-]{40,}(?=[/\s?'\"]|$)")
# A survey's code is short, so it is known by where it stands.
_CODE = re.compile(r"(?<=/svara/)(?!tack/)[\w-]{10,11}(?=[/\s?'\"]|$)")


class WithoutSecrets(logging.Filter):
    """Puts `***` for each secret in what is about to be written."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = _CODE.sub("***", _SECRET.sub("***", said))
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
