"""The list of cases and the page of one case, in process, with as many cases as a national register holds.

    python benchmarks/case_page.py [--cases 12000] [--times 20] [--json]

Makes a database of its own in a temporary folder (SQLite unless LIKVARD_DATABASE_URL says otherwise), fills it with
`--cases` cases, a third of them a neighbour's, and measures full requests through the site:
median and slowest time in milliseconds, the work of this process alone (what a busy machine does not lengthen), and the
number of queries, which must not grow with the number of cases.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "likvard.config.settings")
os.environ["LIKVARD_DATA_DIR"] = tempfile.mkdtemp(prefix="likvard-benchmark-")

import django  # noqa: E402 - the data folder must be set first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from likvard.documents.models import Document  # noqa: E402
from likvard.quality.models import Measure  # noqa: E402
from likvard.reviews.models import Area, Case, CaseDocument, CaseUnit, Deadline, Finding  # noqa: E402
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser  # noqa: E402

BATCH = 2_000


def fill(cases: int):
    """Two of three cases of one holder, the rest of a neighbour; three findings, two areas, a last day each."""
    holder, neighbour = an_organiser("Almviks kommun"), an_organiser("Björkviks kommun")
    units = [a_unit(holder, f"Skola {n}") for n in range(40)]
    person = a_user(organisation=holder)
    for first in range(0, cases, BATCH):
        numbers = range(first, min(first + BATCH, cases))
        rows = [
            Case(
                holder=neighbour if n % 3 == 2 else holder, title=f"Planerad kvalitetsgranskning nummer {n}",
                kind="planned_quality_audit" if n % 2 else "planned_supervision", kind_version="2023-07-01",
                case_number=f"SI 2026:{n}", state=("decided", "answered", "closed", "registered")[n % 4],
                closed_on=TODAY if n % 4 == 2 else None, opened_on=date(2020, 1, 1) + timedelta(days=n % 2400),
                created_at=NOW,
            )
            for n in numbers
        ]  # fmt: skip
        Case.objects.bulk_create(rows)
        areas = [Area(case=case, name=f"Område {a}", ordering=a) for case in rows for a in range(2)]
        Area.objects.bulk_create(areas)
        kinds = {"planned_quality_audit": "development_area", "planned_supervision": "deficiency"}
        findings = [
            Finding(case=area.case, area=area, kind=kinds[area.case.kind], text="Huvudmannen behöver rikta insatserna.",
                    ordering=a, state_since=TODAY)
            for area in areas for a in range(1 + area.ordering)
        ]  # fmt: skip
        Finding.objects.bulk_create(findings)
        Measure.objects.bulk_create(
            Measure(holder=f.case.holder, origin=f"finding:{f.pk}", what="Läsgrupper", created_at=NOW) for f in findings
        )
        Deadline.objects.bulk_create(
            Deadline(case=case, what="response", day=TODAY + timedelta(days=n % 300)) for n, case in enumerate(rows)
        )
        CaseUnit.objects.bulk_create(
            CaseUnit(case=case, printed_name=units[n % 40].name, school_unit=units[n % 40])
            for n, case in enumerate(rows)
        )
        documents = [
            Document(holder=case.holder, checksum=f"{case.pk.hex}{n:032x}", name="beslut.pdf",
                     media_type="application/pdf", size=1, uploaded_at=NOW)
            for n, case in enumerate(rows)
        ]  # fmt: skip
        Document.objects.bulk_create(documents)
        CaseDocument.objects.bulk_create(
            CaseDocument(case=case, document=document, part="decision", dated=TODAY, added_at=NOW)
            for case, document in zip(rows, documents, strict=True)
        )
        sys.stderr.write(f"\r{numbers[-1] + 1} of {cases} cases")
    sys.stderr.write("\n")
    return holder, person


def measured(browser: Client, address: str, times: int) -> dict[str, object]:
    if browser.get(address).status_code != 200:
        raise SystemExit(f"{address} did not answer")
    queries = 0

    def counted(execute, sql, params, many, context):
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        browser.get(address)
    taken, worked = [], []
    for _ in range(times):
        begun, work = time.perf_counter(), time.process_time()
        browser.get(address)
        taken.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - work) * 1000)
    return {
        "address": address,
        "queries": queries,
        "median_ms": round(statistics.median(taken), 1),
        "slowest_ms": round(max(taken), 1),
        "work_ms": round(statistics.median(worked), 1),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=12_000)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    holder, person = fill(asked.cases)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in use has been
    browser = Client(headers={"host": "localhost"})
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    case = Case.objects.filter(holder=holder, state="decided").order_by("case_number").first()
    rows = [
        measured(browser, address, asked.times)
        for address in (
            f"/arenden/{case.pk}/",
            "/arenden/",
            "/arenden/?sida=200",
            "/arenden/?behov=on",
            "/arenden/?q=nummer+4711",
            "/",
        )
    ]
    if asked.json:
        sys.stdout.write(
            json.dumps({"cases": asked.cases, "vendor": connection.vendor, "pages": rows}, indent=1) + "\n"
        )
        return
    sys.stdout.write(f"{asked.cases} cases on {connection.vendor}\n")
    for row in rows:
        times = f"{row['median_ms']:8.1f} ms median {row['slowest_ms']:8.1f} ms slowest {row['work_ms']:8.1f} ms work"
        sys.stdout.write(f"{times} {row['queries']:4} queries  {row['address']}\n")


if __name__ == "__main__":
    main()
