"""Fetching from Kolada, version 3 or 2: values of key figures for municipalities (or units) and years, page by page
along `next_url` (3) or `next_page` (2), and the catalogue of key figures."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from likvard.intake.asking import Answers, Asker, NotThereError, Progress, RefusedError
from likvard.intake.import_log import ImportLog

BASE = "https://api.kolada.se/v3"
AT_ONCE = 25  # key figures in one question


def _paths(key_figures: Sequence[str], places: Sequence[str], years: Sequence[int], units: bool) -> Iterator[str]:
    what = "oudata" if units else "data"
    where = f"/{'ou' if units else 'municipality'}/{','.join(places)}" if places else ""
    when = f"/year/{','.join(map(str, years))}" if years else ""
    for start in range(0, len(key_figures), AT_ONCE):
        yield f"/{what}/kpi/{','.join(key_figures[start : start + AT_ONCE])}{where}{when}"
    for start in range(0, len(key_figures), AT_ONCE):
        yield f"/kpi/{','.join(key_figures[start : start + AT_ONCE])}"


def fetch(
    asker: Asker,
    out: Path,
    *,
    today: date,
    key_figures: Sequence[str],
    places: Sequence[str] = (),
    years: Sequence[int] = (),
    units: bool = False,
    progress: Progress | None = None,
) -> tuple[Path, ImportLog]:
    """Writes JSON lines that `likvard import` reads. Raises `RefusedError`; what was fetched is kept beside `out`."""
    log = ImportLog()
    run = f"{asker.base} {sorted(key_figures)} {sorted(places)} {sorted(years)} {units}"
    answers = Answers(out, run, today)
    paths = list(_paths(key_figures, places, years, units))
    for number, path in enumerate(paths, 1):
        address: str | None = asker.base + path
        seen: set[str] = set()
        while address:
            if address in seen:
                raise RefusedError(f"{path}: the next page leads astray")
            seen.add(address)
            if address not in answers:
                try:
                    answers.add(address, _checked(asker.ask(address), path))
                except NotThereError:
                    log.add(path, 0, "", "warning", "not_found")
                    answers.add(address, None)
            address = _next(answers.bodies[address], address)
        if progress:
            progress(number, len(paths))
    return answers.finish(), log


def _checked(body: Any, path: str) -> Any:
    """An answer whose `count` says more rows than it has was cut."""
    rows = body.get("values", body.get("results")) if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise RefusedError(f"{path}: answered with something else than values")
    count = body.get("count")
    if isinstance(count, int) and not _next(body, "https://x") and len(rows) < count and not body.get("previous_url"):
        raise RefusedError(f"{path}: the answer is cut: {len(rows)} of {count}")
    return body


def _next(body: Any, address: str) -> str | None:
    if not isinstance(body, dict):
        return None
    following = body.get("next_url") or body.get("next_page")
    return urljoin(address, following) if isinstance(following, str) and following else None
