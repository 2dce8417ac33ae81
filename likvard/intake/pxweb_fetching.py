"""Fetching one table from PxWeb as JSON-stat 2: version 2 (`/tables/{id}/data`) or 1 (a posted query)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from likvard.intake.asking import Asker, RefusedError
from likvard.intake.import_log import ImportLog
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.pxweb import recognises

BASE = "https://api.scb.se/OV0104/v2beta/api/v2"


def fetch(
    asker: Asker,
    out: Path,
    *,
    today: date,
    table: str,
    selection: Mapping[str, Sequence[str]],
    version: int = 2,
    language: str = "sv",
) -> tuple[Path, ImportLog]:
    """Writes the answer as it came. `selection`: dimension → codes (`*` for all). In version 1 `table` is the path
    below the base. Raises `RefusedError`."""
    if version == 2:
        parameters = {"lang": language, "outputFormat": "json-stat2"}
        parameters |= {f"valueCodes[{name}]": ",".join(codes) for name, codes in selection.items()}
        body = asker.ask(f"/tables/{table}/data", parameters)
    else:
        query = [
            {"code": name, "selection": {"filter": "all" if "*" in codes else "item", "values": list(codes)}}
            for name, codes in selection.items()
        ]
        body = asker.ask(f"/{table.lstrip('/')}", body={"query": query, "response": {"format": "json-stat2"}})
    data = json.dumps({"url": f"{asker.base}/{table}", "fetched": today.isoformat(), "body": body}, ensure_ascii=False)
    try:
        known = recognises(Opened(out.name, data.encode()))
    except RefusedFileError:
        known = False
    if not known:
        raise RefusedError(f"{table}: answered with something else than a table")
    out.parent.mkdir(parents=True, exist_ok=True)
    whole = out.with_name(out.name + ".whole")
    whole.write_text(data, encoding="utf-8")
    whole.replace(out)
    return out, ImportLog()
