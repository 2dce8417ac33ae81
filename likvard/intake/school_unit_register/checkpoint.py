"""What a run over the interface has fetched, line by line in a file, so that a broken run goes on where it ended.

Only rows without personal data are written. The last line may be cut when a machine stops; it is left out.
"""

import json
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from likvard.intake.school_unit_register.rows import OrganiserRow, UnitRow

LONGEST_RUN = timedelta(days=7)


class Checkpoint:
    """Rows by school unit code; `None` means fetched and no school unit."""

    def __init__(self, path: Path, run: str, today: date) -> None:
        """`run` names what is fetched. A file of another run, or one begun more than a week ago, is begun anew;
        `begun` is the day that all its rows can be said to hold for."""
        self.path, self.begun = path, today
        self.rows: dict[str, tuple[UnitRow, OrganiserRow] | None] = {}
        if path.is_file() and self._read(run, today):
            self._mend()
            return
        path.write_text(json.dumps({"run": run, "begun": today.isoformat()}) + "\n", encoding="utf-8")

    def _read(self, run: str, today: date) -> bool:
        lines = _whole_lines(self.path)
        if not lines or lines[0].get("run") != run:
            return False
        begun = date.fromisoformat(lines[0]["begun"])
        if not timedelta(0) <= today - begun <= LONGEST_RUN:
            return False
        self.begun = begun
        for line in lines[1:]:
            pair = None
            if line.get("unit"):
                pair = _unit(line["unit"]), OrganiserRow(**_tuples(line["organiser"]))
            self.rows[line["code"]] = pair
        return True

    def _mend(self) -> None:
        """A cut last line must not run together with the next one."""
        data = self.path.read_bytes()
        if data and not data.endswith(b"\n"):
            self.path.write_bytes(data[: data.rfind(b"\n") + 1])

    def add(self, code: str, pair: tuple[UnitRow, OrganiserRow] | None) -> None:
        self.rows[code] = pair
        line: dict[str, Any] = {"code": code}
        if pair:
            line |= {"unit": asdict(pair[0]), "organiser": asdict(pair[1])}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str, ensure_ascii=False) + "\n")

    def forget(self) -> None:
        """After a whole run."""
        self.path.unlink(missing_ok=True)


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    lines = []
    for text in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            lines.append(line)
    return lines


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}


def _unit(values: dict[str, Any]) -> UnitRow:
    days = {key: date.fromisoformat(values[key]) if values[key] else None for key in ("starts", "ends")}
    return UnitRow(**{**_tuples(values), **days})
