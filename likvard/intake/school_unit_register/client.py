"""Fetching the register over its open interface: the lists, then one unit at a time, four at once.

Busy or broken answers (429, 5xx, a connection that ends in the middle) are asked again with growing pauses,
`Retry-After` obeyed; what has been fetched is kept in a checkpoint file and not asked for again. The first run is
some ten thousand small questions, later ones only what has changed (`modified_after`).
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from likvard.intake.asking import BUSY, LONGEST_PAUSE, retry_after
from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register import interface
from likvard.intake.school_unit_register.checkpoint import Checkpoint
from likvard.intake.school_unit_register.checksums import checksum_of
from likvard.intake.school_unit_register.rows import OrganiserRow, Register, UnitRow

BASE = "https://api.skolverket.se/skolenhetsregistret"
MOST_BYTES = 50_000_000

Progress = Callable[[int, int], None]  # (units fetched, units in all)


class RefusedError(Exception):
    """The register did not answer as it should after every attempt. What was fetched is kept."""


class _NotThereError(Exception):
    """404: the code is no longer in the register."""


class Client:
    """One client for one run. `sleep` and `transport` can be exchanged by tests."""

    def __init__(
        self,
        base: str = BASE,
        *,
        attempts: int = 6,
        workers: int = 4,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base = base.rstrip("/")
        self._attempts, self._workers, self._sleep = attempts, workers, sleep
        self._http = httpx.Client(
            timeout=timeout,
            transport=transport,
            headers={"Accept": "application/json", "User-Agent": "likvard (school unit register)"},
            follow_redirects=True,
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def _body(self, address: str, parameters: dict[str, str]) -> bytes:
        with self._http.stream("GET", address, params=parameters or None) as answer:
            if answer.status_code == 404:
                raise _NotThereError(address)
            answer.raise_for_status()
            parts, size = [], 0
            for part in answer.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    raise RefusedError(f"{urlsplit(address).path}: larger than {MOST_BYTES // 1_000_000} MB")
            return b"".join(parts)

    def _ask(self, address: str, parameters: dict[str, str] | None = None) -> Any:
        """JSON of one address. Raises `RefusedError` when no attempt gave any, `_NotThereError` for 404."""
        reason = ""
        for attempt in range(self._attempts):
            pause = min(LONGEST_PAUSE, 2.0**attempt)
            try:
                return httpx.Response(200, content=self._body(address, parameters or {})).json()
            except httpx.HTTPStatusError as error:
                status = error.response.status_code
                reason = f"answered {status}"
                if status not in BUSY:
                    break
                pause = retry_after(error.response.headers, pause)
            except httpx.TransportError as error:
                reason = type(error).__name__
            except ValueError:
                reason = "answered with something else than JSON"
            if attempt + 1 < self._attempts:
                self._sleep(pause)
        raise RefusedError(f"{urlsplit(address).path}: {reason}")

    def _pages(self, path: str, parameters: dict[str, str]) -> Iterable[Any]:
        address, asked = f"{self.base}{path}", set()
        while True:
            asked.add(address)
            answer = self._ask(address, parameters)
            yield answer
            following = interface.next_page(answer)
            if following is None:
                return
            following = urljoin(address, following)
            # A page of another host, or one already read, would lead astray or round and round.
            if following in asked or urlsplit(following).netloc != urlsplit(self.base).netloc:
                raise RefusedError(f"{path}: the next page leads astray")
            address, parameters = following, {}

    def _unit(self, code: str, log: ImportLog) -> tuple[UnitRow, OrganiserRow] | None:
        try:
            return interface.unit(self._ask(f"{self.base}/v2/school-units/{code}"), log)
        except _NotThereError:
            log.add(f"school-units/{code}", 0, "", "warning", "not_found")
        except interface.BadAnswerError as error:
            log.add(f"school-units/{code}", 0, "", "error", "bad_answer", error)
        return None

    def fetch(
        self,
        folder: Path,
        *,
        valid_on: date,
        modified_after: date | None = None,
        ended: bool = False,
        progress: Progress | None = None,
    ) -> tuple[Register, ImportLog]:
        """All organisers and units (`ended` also those that have ended), or those changed from a day on.

        `folder` holds the checkpoint; the same call within a week after a break goes on where it ended, and the
        register is then valid on the day when it was begun. Raises `RefusedError`.
        """
        log = ImportLog()
        since = {"meta_modified_after": modified_after.isoformat()} if modified_after else {}
        checkpoint = Checkpoint(folder / "checkpoint.jsonl", f"{self.base} {since} {ended}", valid_on)
        organisers: dict[str, OrganiserRow] = {}
        codes: dict[str, str] = {}
        try:
            for page in self._pages("/v2/organizers", since):
                organisers |= {row.organisation_number: row for row in interface.organisers(page, log)}
            for page in self._pages("/v2/school-units", since):
                codes |= interface.unit_codes(page, log)
        except (interface.BadAnswerError, _NotThereError) as error:
            raise RefusedError(str(error)) from error
        wanted = [code for code, status in codes.items() if ended or status != "UPPHORT"]
        self._fetch_units(
            [code for code in wanted if code not in checkpoint.rows], checkpoint, log, len(wanted), progress
        )
        units = {}
        for code in wanted:
            pair = checkpoint.rows.get(code)
            if pair:
                units[code] = pair[0]
                organisers.setdefault(pair[1].organisation_number, pair[1])
        organisers = _with_forms(organisers, units.values())
        register = Register(
            source=f"{self.base}/v2",
            valid_on=checkpoint.begun,
            checksum=checksum_of(organisers.values(), units.values()),
            organisers=tuple(sorted(organisers.values(), key=lambda row: row.organisation_number)),
            units=tuple(sorted(units.values(), key=lambda row: row.school_unit_code)),
            complete=modified_after is None and log.of("error") == 0,
        )
        checkpoint.forget()
        return register, log

    def _fetch_units(
        self, codes: list[str], checkpoint: Checkpoint, log: ImportLog, total: int, progress: Progress | None
    ) -> None:
        done = total - len(codes)
        if progress:
            progress(done, total)
        with ThreadPoolExecutor(self._workers) as pool:
            # A few at a time, so that a refusal ends the run soon and a checkpoint is never far behind.
            for start in range(0, len(codes), 40):
                some = codes[start : start + 40]
                logs = [ImportLog() for _ in some]
                for code, pair, own in zip(some, pool.map(self._unit, some, logs), logs, strict=True):
                    checkpoint.add(code, pair)
                    for entry in own:
                        log.add(entry.source, entry.row, entry.column, entry.severity, entry.code, entry.value)
                    done += 1
                    if progress:
                        progress(done, total)


def _with_forms(organisers: dict[str, OrganiserRow], units: Iterable[UnitRow]) -> dict[str, OrganiserRow]:
    """The list of organisers does not tell their school forms; their units do."""
    forms: dict[str, set[str]] = {}
    for unit in units:
        forms.setdefault(unit.organisation_number, set()).update(unit.school_forms)
    return {
        number: OrganiserRow(
            organisation_number=number,
            name=row.name,
            kind=row.kind,
            legal_form=row.legal_form,
            municipality_code=row.municipality_code,
            school_forms=tuple(sorted({*row.school_forms, *forms.get(number, ())})),
        )
        for number, row in organisers.items()
    }
