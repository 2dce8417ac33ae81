"""Rows about pupils that were made at the door before (by `likvard fetch ss12000`): a file of JSON lines, the first
one saying what it is. They hold pseudonyms; the rows of persons who are known to be protected are left out."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from likvard.intake.import_log import ImportLog
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.reader import OWN, Options, Reader, Reading
from likvard.intake.tables import SCHEMA_VERSION, SCHEMAS, Rows

_MARK = "likvard-rows"


def write(tables: Mapping[str, pa.Table], title: str, path: Path) -> None:
    """All or nothing, readable by its owner alone."""
    whole = path.with_name(path.name + ".whole")
    whole.touch(mode=0o600)
    with whole.open("w", encoding="utf-8") as file:
        file.write(json.dumps({_MARK: SCHEMA_VERSION, "title": title}, ensure_ascii=False) + "\n")
        for name, table in tables.items():
            for row in table.to_pylist():
                file.write(json.dumps({"table": name, "row": row}, default=str, ensure_ascii=False) + "\n")
    whole.replace(path)


def recognises(opened: Opened) -> bool:
    first = next(opened.json_lines(), (0, None))[1] if opened.kind == "jsonl" else None
    return isinstance(first, dict) and _MARK in first


def read(opened: Opened, options: Options) -> Reading:
    if options.people is None:
        raise RefusedFileError("needs_key")
    log, rows = ImportLog(), {name: Rows(schema) for name, (schema, _) in SCHEMAS.items()}
    title = "SS 12000"
    for line, one in opened.json_lines():
        if line == 1:
            title = str(one.get("title") or title)
            continue
        try:
            rows[one["table"]].add(**{**_typed(one["row"], SCHEMAS[one["table"]][0]), "row": line})
        except (KeyError, TypeError, ValueError):
            log.add(opened.name, line, "", "error", "cut_line" if one is None else "bad_answer")
    tables = {name: made.table() for name, made in rows.items() if made.count}
    if not tables:
        raise RefusedFileError("no_rows")
    return Reading("rows", title, tables, log)


def _typed(row: dict[str, Any], schema: pa.Schema) -> dict[str, Any]:
    found = dict(row)
    for one in schema:
        value = found.get(one.name)
        if isinstance(value, str) and pa.types.is_date(one.type):
            found[one.name] = date.fromisoformat(value)
        elif isinstance(value, str) and pa.types.is_timestamp(one.type):
            found[one.name] = datetime.fromisoformat(value)
    return found


READER = Reader(
    code="rows",
    swedish="Hämtade elevuppgifter från SS 12000",
    english="Fetched data about pupils from SS 12000",
    publisher="",
    licence=OWN,
    recognises=recognises,
    read=read,
    people=True,
)
