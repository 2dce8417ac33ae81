"""Cases with areas, findings, measures, documents and deadlines."""

import hashlib
from datetime import date
from itertools import count

from likvard.documents.models import Document
from likvard.organisations.models import Organisation
from likvard.quality.models import Measure
from likvard.reviews.models import Area, Case, Deadline, Finding

from .days import NOW

_numbers = count(1)


def a_document(holder: Organisation, name: str = "beslut.txt", **fields) -> Document:
    """A row without bytes on disk; tests of storage add real files through `documents.actions`."""
    fields.setdefault("checksum", hashlib.sha256(f"{name}{next(_numbers)}".encode()).hexdigest())
    fields.setdefault("media_type", "text/plain")
    fields.setdefault("size", 1000)
    fields.setdefault("uploaded_at", NOW)
    return Document.objects.create(holder=holder, name=name, **fields)


def a_case(holder: Organisation, **fields) -> Case:
    fields.setdefault("organiser", holder)
    fields.setdefault("title", "Planerad kvalitetsgranskning av grundskolan")
    fields.setdefault("kind", "planned_quality_audit")
    fields.setdefault("state", Case.State.DECIDED)
    fields.setdefault("opened_on", date(2026, 9, 1))
    fields.setdefault("created_at", NOW)
    return Case.objects.create(holder=holder, **fields)


def an_area(case: Case, name: str = "Huvudmannens kompensatoriska arbete", **fields) -> Area:
    fields.setdefault("ordering", case.areas.count())
    fields.setdefault("legal_basis", ["4 kap. 7 § skollagen"])
    fields.setdefault("judgement", "low")
    return Area.objects.create(case=case, name=name, **fields)


def a_finding(case: Case, area: Area | None = None, text: str = "Huvudmannen behöver rikta insatserna.", **fields):
    fields.setdefault("kind", Finding.Kind.DEVELOPMENT_AREA)
    fields.setdefault("ordering", case.findings.count())
    fields.setdefault("state_since", date(2026, 9, 1))
    return Finding.objects.create(case=case, area=area, text=text, **fields)


def a_measure(finding: Finding, what: str = "Läsgrupper i årskurs 2 på tre skolor", **fields) -> Measure:
    fields.setdefault("created_at", NOW)
    return Measure.objects.create(holder=finding.case.holder, origin=f"finding:{finding.id}", what=what, **fields)


def a_deadline(case: Case, day: date = date(2027, 1, 15), what: str = "response", **fields) -> Deadline:
    return Deadline.objects.create(case=case, day=day, what=what, **fields)
