"""Tables of PxWeb (Statistics Sweden, Skolverket and others): JSON-stat 2 (PxWeb 2, and 1 when asked for it), JSON-stat
1, and the own JSON of PxWeb 1 (`columns`, `data`).

A JSON-stat table is a box of values in the order of its dimensions, the last running fastest; `value` is a list with
`null` or an object of the cells that have a value, `status` says for each cell why there is none. Which dimension is
the place, the time and the measure is told by `role`, else by the codes themselves: eight digits are a school unit,
four a municipality, two a county, `00` the country.
"""

import itertools
import math
import re
from collections.abc import Iterator
from typing import Any

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import PXWEB, Cell, Mark, parse
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.periods import Period, parse_period
from likvard.intake.reader import CC0, Options, Reader, Reading
from likvard.intake.tables import MEASURES, OBSERVATIONS, Rows

MOST_CELLS = 5_000_000
_SEX = {"1": "boys", "2": "girls", "1+2": "", "m": "boys", "k": "girls", "män": "boys", "kvinnor": "girls",
        "pojkar": "boys", "flickor": "girls", "tot": "", "totalt": "", "samtliga": ""}  # fmt: skip
_SEX_NAMES = ("kon", "kön", "sex", "gender")


def _body(opened: Opened) -> Any:
    body = opened.json if opened.kind == "json" else None
    return body.get("body", body) if isinstance(body, dict) and "url" in body else body


def recognises(opened: Opened) -> bool:
    body = _body(opened)
    if not isinstance(body, dict):
        return False
    if body.get("class") == "dataset" and "dimension" in body:
        return True
    if isinstance(body.get("dataset"), dict) and "dimension" in body["dataset"]:
        return True
    return (
        isinstance(body.get("columns"), list)
        and isinstance(body.get("data"), list)
        and all(isinstance(one, dict) and "code" in one for one in body["columns"])
    )


class _Dimension:
    """Codes in order, with labels."""

    def __init__(self, name: str, about: dict[str, Any]) -> None:
        self.name, self.label = name, str(about.get("label") or name)
        category = about.get("category") or {}
        index = category.get("index")
        labels: dict[str, Any] = category["label"] if isinstance(category.get("label"), dict) else {}
        if isinstance(index, dict):
            self.codes = [str(code) for code, _ in sorted(index.items(), key=lambda pair: int(pair[1]))]
        elif isinstance(index, list):
            self.codes = [str(code) for code in index]
        else:
            self.codes = [str(code) for code in labels]
        self.labels = {code: str(labels.get(code, code)) for code in self.codes}


def _place(codes: list[str]) -> bool:
    return bool(codes) and all(
        re.fullmatch(r"\d{8}|\d{4}|\d{2}|\d{10}|SE|riket", code, re.IGNORECASE) for code in codes
    )


def _level(code: str) -> str:
    if code.upper() in ("SE", "RIKET") or code in ("00", "0000"):
        return "country"
    return {2: "county", 4: "municipality", 8: "unit", 10: "organiser"}.get(len(code), "")


class _Table:
    """The dimensions by what they mean."""

    def __init__(self, dimensions: list[_Dimension], role: dict[str, Any], log: ImportLog, source: str) -> None:
        self.dimensions, self.log, self.source = dimensions, log, source
        names = [one.name for one in dimensions]
        self.metric = self._of(names, role.get("metric"), lambda d: d.name.lower() in ("contentscode", "measure"))
        self.time = self._of(names, role.get("time"), lambda d: bool(d.codes) and all(map(_is_time, d.codes)))
        self.geo = self._of(names, role.get("geo"), lambda d: d.name != self.time and _place(d.codes))
        self.sex = next((d.name for d in dimensions if d.name.lower() in _SEX_NAMES), None)

    def _of(self, names: list[str], told: Any, guess: Any) -> str | None:
        if isinstance(told, list):
            for name in told:
                if name in names:
                    return str(name)
        return next((d.name for d in self.dimensions if guess(d)), None)

    def where(self, key: dict[str, str], title: str) -> dict[str, Any] | None:
        """What a cell is about, or `None` when it has no period or no known place."""
        period = _time(key[self.time]) if self.time else None
        code = key[self.geo] if self.geo else "00"
        level = _level(code)
        if period is None or not level:
            return None
        sex, rest = "", []
        for one in self.dimensions:
            if one.name in (self.metric, self.time, self.geo):
                continue
            if one.name == self.sex and key[one.name].lower() in _SEX:
                sex = _SEX[key[one.name].lower()]
            else:
                rest.append(f"{one.name}={key[one.name]}")
        labels = {d.name: d.labels for d in self.dimensions}
        return {
            "level": level,
            "school_unit_code": code if level == "unit" else "",
            "organisation_number": code if level == "organiser" else "",
            "municipality_code": code if level in ("municipality", "county") else "",
            "name": labels[self.geo].get(code, "") if self.geo else "",
            "period": period.text,
            "year": period.year,
            "measure": f"px:{title}:{key[self.metric]}" if self.metric else f"px:{title}",
            "sex": sex,
            "group": ";".join(rest),
        }


def _time(code: str) -> Period | None:
    if m := re.fullmatch(r"((?:19|20)\d\d)(?:[MKQV]\d\d?)", code):
        return Period(code, int(m.group(1)))
    return parse_period(code)


def _is_time(code: str) -> bool:
    return _time(code) is not None


def _table_name(body: dict[str, Any], fallback: str) -> str:
    for text in (str(body.get("href") or ""), str((body.get("extension") or {}).get("px", {}).get("tableid") or "")):
        if m := re.search(r"(?:tables/)?(?P<id>[A-Za-z]{2,}[A-Za-z0-9]*\d[A-Za-z0-9]*)(?:/|$)", text):
            return m["id"]
    return re.sub(r"[^A-Za-z0-9]+", "-", fallback.split(".")[0]).strip("-") or "table"


def read(opened: Opened, options: Options) -> Reading:
    """Raises `RefusedFileError` when the values do not fit the dimensions, or none could be read."""
    body, log = _body(opened), ImportLog()
    if "columns" in body:
        return _own_json(opened, body, log)
    if "dataset" in body:
        body = _as_version_2(body["dataset"])
    names = [str(name) for name in body.get("id") or []]
    try:
        dimensions = [_Dimension(name, body["dimension"][name]) for name in names]
        size = [int(one) for one in body.get("size") or []]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RefusedFileError("wrong_shape", "dimension") from error
    table = _Table(dimensions, body.get("role") or {}, log, opened.name)
    name = _table_name(body, opened.name)
    if not body.get("value"):  # a description of a table without its figures
        catalogue = _catalogue(table, name)
        if not catalogue:
            raise RefusedFileError("no_rows")
        return Reading("pxweb", str(body.get("label") or name), catalogue, log)
    if [len(one.codes) for one in dimensions] != size or math.prod(size) > MOST_CELLS:
        raise RefusedFileError("wrong_shape", "size")
    rows = Rows(OBSERVATIONS)
    keys = itertools.product(*(one.codes for one in dimensions))
    order = [one.name for one in dimensions]
    for index, (codes, cell) in enumerate(zip(keys, _cells(body, math.prod(size)), strict=True)):
        where = table.where(dict(zip(order, codes, strict=True)), name)
        if where is None:
            if cell.mark is not Mark.EMPTY:
                log.add(opened.name, index + 1, table.geo or "", "warning", "no_place", " ".join(codes))
            continue
        rows.add_cell(cell, row=index + 1, column="value", **where)
    if not rows.count:
        raise RefusedFileError("no_rows")
    tables = {"observations": rows.table(), **_catalogue(table, name)}
    notes = [str(one) for one in body.get("note") or [] if one]
    return Reading("pxweb", str(body.get("label") or name), tables, log, tuple(notes))


def _cells(body: dict[str, Any], count: int) -> Iterator[Cell]:
    value, status = body.get("value"), body.get("status")
    if isinstance(value, list) and len(value) != count:
        raise RefusedFileError("wrong_shape", "value")
    if value is not None and not isinstance(value, list | dict):
        raise RefusedFileError("wrong_shape", "value")
    for index in range(count):
        one = value[index] if isinstance(value, list) else (value or {}).get(str(index))
        word = status if isinstance(status, str) else _at(status, index)
        if one is None:
            yield parse(word, PXWEB) if word else Cell(None, Mark.MISSING if word is None else Mark.EMPTY, None)
        else:
            yield parse(str(one), PXWEB)


def _at(values: Any, index: int) -> str | None:
    one = values[index] if isinstance(values, list) and index < len(values) else None
    if isinstance(values, dict):
        one = values.get(str(index))
    return None if one is None else str(one)


def _as_version_2(dataset: dict[str, Any]) -> dict[str, Any]:
    dimension = dict(dataset.get("dimension") or {})
    names, size, role = dimension.pop("id", []), dimension.pop("size", []), dimension.pop("role", {})
    return {**dataset, "id": names, "size": size, "role": role, "dimension": dimension}


def _catalogue(table: _Table, name: str) -> dict[str, Any]:
    metric = next((d for d in table.dimensions if d.name == table.metric), None)
    if metric is None:
        return {}
    rows = Rows(MEASURES)
    for code in metric.codes:
        rows.add(measure=f"px:{name}:{code}", title=metric.labels[code], by_sex=table.sex is not None, row=1)
    return {"measures": rows.table()}


def _own_json(opened: Opened, body: dict[str, Any], log: ImportLog) -> Reading:
    """`columns` with type d (dimension), t (time), c (content); `data` with `key` and `values` as texts."""
    columns = [one for one in body["columns"] if isinstance(one, dict)]
    contents = [one for one in columns if one.get("type") == "c"]
    dims = [one for one in columns if one.get("type") != "c"]
    seen: dict[str, dict[str, int]] = {str(one["code"]): {} for one in dims}
    for one in body["data"]:
        for name, code in zip(seen, one.get("key") or [], strict=False):
            seen[name].setdefault(str(code), len(seen[name]))
    dimensions = [_Dimension(name, {"category": {"index": index}}) for name, index in seen.items()]
    times = [str(one["code"]) for one in dims if one.get("type") == "t"]
    table = _Table(dimensions, {"time": times} if times else {}, log, opened.name)
    title = _table_name({}, opened.name)
    rows, measures = Rows(OBSERVATIONS), Rows(MEASURES)
    for content in contents:
        measures.add(measure=f"px:{title}:{content['code']}", title=str(content.get("text") or ""), row=1)
    for line, one in enumerate(body["data"], 1):
        key, values = one.get("key") or [], one.get("values") or []
        if len(key) != len(dims) or len(values) != len(contents):
            log.add(opened.name, line, "", "error", "short_row")
            continue
        where = table.where({name: str(code) for name, code in zip(seen, key, strict=True)}, title)
        if where is None:
            log.add(opened.name, line, table.geo or "", "error", "no_place")
            continue
        for content, value in zip(contents, values, strict=True):
            cell = parse(str(value), PXWEB)
            if cell.mark is Mark.UNREADABLE:
                log.add(opened.name, line, str(content["code"]), "warning", "unreadable", value)
            measure = f"px:{title}:{content['code']}"
            rows.add_cell(cell, row=line, column=str(content["code"]), **{**where, "measure": measure})
    if not rows.count:
        raise RefusedFileError("no_rows")
    notes = tuple(str(one.get("comment")) for one in body.get("comments") or [] if isinstance(one, dict))
    return Reading("pxweb", title, {"observations": rows.table(), "measures": measures.table()}, log, notes)


READER = Reader(
    code="pxweb",
    swedish="Statistikdatabas (PxWeb), JSON-stat eller JSON",
    english="Statistics database (PxWeb), JSON-stat or JSON",
    publisher="SCB",
    licence=CC0,
    recognises=recognises,
    read=read,
)
