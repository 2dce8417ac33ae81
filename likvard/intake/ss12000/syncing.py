"""Keeping a copy of what an SS 12000 interface knows, by changes.

Each end point is asked page by page (`pageToken`, which stands alone beside `limit`); after the first run only for
what was modified since the last one (`meta.modified.after`) and what was deleted (`deletedEntities`). Aggregated
attendance has no identity and no time of change: its periods are asked for anew and replace the old ones.

An object becomes a row at the door, before anything is written: the folder holds pseudonyms and coded identities, no
names and no numbers. Every page is written to a journal; a broken run goes on from the last whole page.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from likvard.intake.asking import Asker, NotThereError, Progress, RefusedError
from likvard.intake.import_log import ImportLog
from likvard.intake.people import People
from likvard.intake.ss12000.entities import Door, entity_of
from likvard.intake.tables import ABSENCES, ATTENDANCE, ENROLMENTS, ORGANISATIONS, PUPIL_GRADES, Rows

LIMIT = 1000
# A clock that is a little behind, and pages that change while they are read: ask for a little more, it is kept once.
OVERLAP = timedelta(minutes=10)
TABLES: dict[str, pa.Schema] = {
    "organisations": ORGANISATIONS,
    "enrolments": ENROLMENTS,
    "pupil_grades": PUPIL_GRADES,
    "absences": ABSENCES,
    "attendance": ATTENDANCE,
}
# End point → the words of deletedEntities, table.
_ENTITIES = {
    "organisations": ("organisations", "organisations"),
    "persons": ("persons", "enrolments"),
    "grades": ("grades", "pupil_grades"),
    "absences": ("absences", "absences"),
    "aggregatedAttendance": ("", "attendance"),
}
_NAMES = {"Organisation": "organisations", "Person": "persons", "Grade": "grades", "Absence": "absences"}


@dataclass
class State:
    """`rows`: table → coded identity → rows. `persons` and `units` are what the door has learnt; `since` is when the
    last whole run began."""

    since: str = ""
    rows: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=lambda: {name: {} for name in TABLES})
    persons: dict[str, list[Any]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


class Copy:
    """The copy in a folder: `state.json` of the last whole run, `journal.jsonl` of one that is not finished."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._state, self._journal = folder / "state.json", folder / "journal.jsonl"
        self.state = State(**json.loads(self._state.read_text(encoding="utf-8"))) if self._state.exists() else State()

    def pages(self, run: str) -> list[dict[str, Any]]:
        """Whole pages of an unfinished run of the same kind; another run's are thrown away."""
        try:
            text = self._journal.read_text(encoding="utf-8")
        except FileNotFoundError:
            text = ""
        lines = [_json(line) for line in text.splitlines()]
        found = [line for line in lines if line is not None]
        if not found or found[0].get("run") != run:
            _write(self._journal, json.dumps({"run": run}) + "\n")
            return []
        _write(self._journal, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found))
        return found[1:]

    def add(self, page: Mapping[str, Any]) -> None:
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(page, ensure_ascii=False) + "\n")

    def finish(self) -> None:
        _write(self._state, json.dumps(asdict(self.state), ensure_ascii=False))
        self._journal.unlink(missing_ok=True)

    def tables(self) -> dict[str, pa.Table]:
        """The copy as tables; `row` counts from 1 within each."""
        found = {}
        for name, schema in TABLES.items():
            rows = Rows(schema)
            for one in self.state.rows[name].values():
                for row in one:
                    rows.add(**{**_read(row, schema), "row": rows.count + 1})
            if rows.count:
                found[name] = rows.table()
        return found

    def forget(self, pseudonyms: Iterable[str]) -> None:
        """Takes every row of some persons out of the copy."""
        gone = set(pseudonyms)
        for table in self.state.rows.values():
            for key in [k for k, rows in table.items() if any(row.get("person") in gone for row in rows)]:
                del table[key]
        self.state.persons = {k: v for k, v in self.state.persons.items() if v[0] not in gone}


def _write(path: Path, text: str) -> None:
    whole = path.with_name(path.name + ".whole")
    whole.touch(mode=0o600)
    whole.write_text(text, encoding="utf-8")
    whole.replace(path)


def _json(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def _read(row: dict[str, Any], schema: pa.Schema) -> dict[str, Any]:
    found = dict(row)
    for one in schema:
        value = found.get(one.name)
        if isinstance(value, str) and pa.types.is_date(one.type):
            found[one.name] = date.fromisoformat(value)
        elif isinstance(value, str) and pa.types.is_timestamp(one.type):
            found[one.name] = datetime.fromisoformat(value)
    return found


class _Run:
    def __init__(self, asker: Asker, copy: Copy, people: People, log: ImportLog) -> None:
        self.asker, self.copy, self.people, self.log = asker, copy, people, log
        self.door = Door(people, log, "ss12000")
        self.door.persons = {key: (one[0], one[1], one[2]) for key, one in copy.state.persons.items()}
        self.door.units = dict(copy.state.units)

    def objects(self, endpoint: str, objects: list[Any], page: int) -> list[list[Any]]:
        """Operations [table, key, rows] of one page; no rows: remove."""
        done: list[list[Any]] = []
        for one in objects:
            if entity_of(one) != endpoint:
                self.log.add(endpoint, page, "", "error", "bad_answer")
                continue
            table = _ENTITIES[endpoint][1]
            key = self._key(endpoint, one)
            made: list[dict[str, Any] | None]
            if endpoint == "organisations":
                made = [self.door.organisation(one, page)]
            elif endpoint == "persons":
                made = list(self.door.enrolments(one, page)) if self.door.meet(one, page) else []
            elif endpoint == "grades":
                made = [self.door.grade(one, page)]
            elif endpoint == "absences":
                made = [self.door.absence(one, page)]
            else:
                made = [self.door.attendance(one, page)]
            done.append([table, key, [_plain(row) for row in made if row]])
        return done

    def _key(self, endpoint: str, one: dict[str, Any]) -> str:
        if endpoint == "aggregatedAttendance":
            student = str((one.get("student") or {}).get("id") or "").lower()
            activity = str((one.get("activity") or {}).get("id") or "").lower()
            return self.people.pseudonym_of_id(f"{student} {activity} {one.get('startDate')} {one.get('endDate')}")
        return self.people.pseudonym_of_id(str(one.get("id") or ""))

    def apply(self, operations: list[list[Any]]) -> None:
        for table, key, rows in operations:
            if rows:
                self.copy.state.rows[table][key] = rows
            else:
                self.copy.state.rows[table].pop(key, None)

    def learn(self, page: Mapping[str, Any]) -> None:
        """What a page that was read before the break had taught the door."""
        for key, one in page.get("persons", {}).items():
            if one is None:
                self.door.persons.pop(key, None)
            else:
                self.door.persons[key] = (one[0], one[1], one[2])
        self.door.units |= page.get("units", {})
        self.apply(page["operations"])

    def endpoint(self, endpoint: str, parameters: dict[str, str], done: list[dict[str, Any]]) -> None:
        token: str | None = ""
        page = 0
        for old in done:
            self.learn(old)
            token, page = old["next"], page + 1
        seen = {old["next"] for old in done if old["next"]}
        while token is not None:
            asked = {"limit": str(LIMIT), "pageToken": token} if token else {"limit": str(LIMIT), **parameters}
            answer = self.asker.ask(f"/{endpoint}", asked)
            objects = answer.get("data") if isinstance(answer, dict) else None
            if not isinstance(objects, list):
                raise RefusedError(f"/{endpoint}: answered with something else than data")
            following = answer.get("pageToken") or None
            if following in seen:
                raise RefusedError(f"/{endpoint}: the next page leads astray")
            seen.add(following)
            page += 1
            persons, units = dict(self.door.persons), dict(self.door.units)
            operations = self.objects(endpoint, objects, page)
            self.apply(operations)
            self.copy.add(
                {
                    "endpoint": endpoint,
                    "next": following,
                    "operations": operations,
                    "persons": {
                        key: self.door.persons.get(key)
                        for key in {*persons, *self.door.persons}
                        if persons.get(key) != self.door.persons.get(key)
                    },
                    "units": {key: code for key, code in self.door.units.items() if units.get(key) != code},
                }
            )
            token = following

    def deleted(self, since: str) -> None:
        token: str | None = ""
        seen: set[str] = set()
        while token is not None:
            asked = {"limit": str(LIMIT), "pageToken": token} if token else {
                "limit": str(LIMIT), "after": since, "entities": ",".join(_NAMES),
            }  # fmt: skip
            try:
                answer = self.asker.ask("/deletedEntities", asked)
            except NotThereError:
                self.log.add("deletedEntities", 0, "", "warning", "not_found")
                return
            data = answer.get("data") if isinstance(answer, dict) else None
            if not isinstance(data, dict):
                raise RefusedError("/deletedEntities: answered with something else than data")
            for name, (word, table) in _ENTITIES.items():
                for identity in data.get(word) or [] if word else []:
                    self._delete(name, table, str(identity))
            token = answer.get("pageToken") or None
            if token in seen:
                raise RefusedError("/deletedEntities: the next page leads astray")
            seen.add(token or "")

    def _delete(self, name: str, table: str, identity: str) -> None:
        key = self.people.pseudonym_of_id(identity)
        self.copy.state.rows[table].pop(key, None)
        if name == "organisations":
            self.door.units.pop(identity.lower(), None)
        if name == "persons" and (known := self.door.persons.pop(key, None)):
            self.copy.forget({known[0]})
        self.log.add("deletedEntities", 0, word_of(name), "note", "deleted")


def word_of(endpoint: str) -> str:
    """The word of deletedEntities for an end point."""
    return _ENTITIES[endpoint][0]


def sync(
    asker: Asker,
    folder: Path,
    *,
    people: People,
    now: datetime,
    attendance: tuple[date, date] | None = None,
    progress: Progress | None = None,
) -> tuple[Copy, ImportLog]:
    """Brings the copy in a folder up to the interface. `attendance`: the days whose aggregated attendance is asked for
    anew. Raises `RefusedError`; whole pages are kept and the same call goes on from there."""
    log, copy = ImportLog(), Copy(folder)
    since = copy.state.since
    days = f"{attendance[0]} {attendance[1]}" if attendance else ""
    before = copy.pages(f"{asker.base} {since} {days}")
    run = _Run(asker, copy, people, log)
    changed = {"meta.modified.after": since} if since else {}
    steps = ["organisations", "persons", "grades", "absences"]
    if attendance:
        steps.append("aggregatedAttendance")
    for number, endpoint in enumerate(steps, 1):
        done = [page for page in before if page["endpoint"] == endpoint]
        parameters = dict(changed)
        if endpoint == "aggregatedAttendance" and attendance:
            parameters = {"startDate": attendance[0].isoformat(), "endDate": attendance[1].isoformat()}
            _drop_days(copy, attendance)
        try:
            run.endpoint(endpoint, parameters, done)
        except NotThereError:
            log.add(endpoint, 0, "", "warning", "not_found")
        except RefusedError as error:
            if not done or error.status not in (400, 403):
                raise
            run.endpoint(endpoint, parameters, [])  # the old page token is no longer known: from the beginning
        if progress:
            progress(number, len(steps))
    if since:
        run.deleted(since)
    if run.door.left_out:
        log.add("persons", 0, "", "warning", "protected_left_out")
    copy.forget(people.to_remove)
    copy.state.persons = {key: list(one) for key, one in run.door.persons.items()}
    copy.state.units = run.door.units
    copy.state.since = (now - OVERLAP).isoformat()
    copy.finish()
    return copy, log


def _drop_days(copy: Copy, days: tuple[date, date]) -> None:
    table = copy.state.rows["attendance"]
    first, last = days[0].isoformat(), days[1].isoformat()
    for key in [k for k, rows in table.items() if all(first <= row["starts"] and row["ends"] <= last for row in rows)]:
        del table[key]
