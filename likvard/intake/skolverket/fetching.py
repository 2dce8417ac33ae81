"""Fetching from Planned Educations, version 4: the units of a school form, their statistics, answers of Skolenkäten,
and SALSA. Some thousand small questions; a broken run goes on where it ended.

Pages are asked for by number: the links in the answers name hosts and versions that do not answer. That a filter was
obeyed and that no page was cut is checked, since unknown parameters are ignored without a word.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from likvard.intake.asking import Answers, Asker, NotThereError, Progress, RefusedError
from likvard.intake.import_log import ImportLog
from likvard.intake.skolverket.planned_educations import body_of
from likvard.terms.school_unit_codes import parse_school_unit_code

BASE = "https://api.skolverket.se/planned-educations"
ACCEPT = "application/vnd.skolverket.plannededucations.api.v4.hal+json"
PARTS = ("units", "statistics", "salsa", "surveys")
SURVEYS = {
    "gr": ("pupilsgr", "custodiansgr"),
    "gy": ("pupilsgy",),
    "fsk": ("custodiansfsk",),
    "gran": ("custodiansgran",),
}
PAGE = 100
# Fields of a unit that name or reach people.
_CONTACT = ("contactInfo", "email", "phoneNumber", "url", "webPage", "headMaster", "principal", "address", "addresses")


def fetch(
    asker: Asker,
    out: Path,
    *,
    today: date,
    form: str = "gr",
    parts: Sequence[str] = ("units", "statistics", "salsa"),
    municipality: str = "",
    codes: Sequence[str] = (),
    progress: Progress | None = None,
) -> tuple[Path, ImportLog]:
    """Writes JSON lines that `likvard import` reads. `codes`: only these units; `municipality`: only those in it.
    Raises `RefusedError`; what was fetched is kept beside `out`."""
    log = ImportLog()
    answers = Answers(out, f"{asker.base} {form} {sorted(parts)} {municipality} {sorted(codes)}", today)
    known = list(codes) or _listed(asker, answers, form, municipality, "units" in parts, log)
    asked = []
    if "statistics" in parts:
        asked += [f"/v4/school-units/{code}/statistics/{form}" for code in known]
    if "surveys" in parts:
        asked += [f"/v4/school-units/{code}/surveys/{name}" for code in known for name in SURVEYS.get(form, ())]
    if "salsa" in parts:
        asked.append("/v4/statistics/all-schools/salsa")
    done = sum(1 for path in asked if asker.base + path in answers)
    for path in asked:
        url = asker.base + path
        if url not in answers:
            try:
                answers.add(url, body_of(asker.ask(path)))
            except NotThereError:
                log.add(path, 0, "", "note", "not_found")
                answers.add(url, None)
            done += 1
        if progress:
            progress(done, len(asked))
    return answers.finish(), log


def _listed(asker: Asker, answers: Answers, form: str, municipality: str, keep: bool, log: ImportLog) -> list[str]:
    """Codes of all units of a form, page by page; the pages are kept with contact details taken out."""
    codes: dict[str, None] = {}
    page, pages, total = 0, 1, 0
    while page < pages:
        parameters = {"typeOfSchooling": form, "page": str(page), "size": str(PAGE)}
        if municipality:
            parameters["geographicalAreaCode"] = municipality
        url = f"{asker.base}/v4/school-units?" + "&".join(f"{name}={value}" for name, value in parameters.items())
        if url not in answers:
            body = body_of(asker.ask("/v4/school-units", parameters))
            _check_page(body, page)
            answers.add(url, _without_contacts(body))
        body = answers.bodies[url]
        about = body["page"]
        pages, total = int(about["totalPages"]), int(about["totalElements"])
        for one in (body.get("_embedded") or {}).get("listedSchoolUnits") or []:
            code = parse_school_unit_code(str(one.get("code") or ""))
            if code is None:
                log.add("school-units", page, "code", "error", "no_code")
            elif municipality and one.get("geographicalAreaCode") not in (None, municipality):
                raise RefusedError("/v4/school-units: the filter was not obeyed")
            else:
                codes.setdefault(code)
        page += 1
    if len(codes) < total:
        log.add("school-units", 0, "", "warning", "truncated", f"{len(codes)} of {total}")
    return list(codes)


def _check_page(body: Any, page: int) -> None:
    about = body.get("page") if isinstance(body, dict) else None
    try:
        number = int(about["number"])  # type: ignore[index]
        int(about["totalPages"]), int(about["totalElements"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError) as error:
        raise RefusedError("/v4/school-units: answered without page numbers") from error
    if number != page:
        raise RefusedError("/v4/school-units: the page leads astray")


def _without_contacts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_contacts(one) for key, one in value.items() if key not in _CONTACT}
    if isinstance(value, list):
        return [_without_contacts(one) for one in value]
    return value
