"""How long a search takes among 100 000 entries of two organisations.

    python benchmarks/search.py [--entries 100000]

Makes a database of its own in a temporary folder, or uses LIKVARD_DATABASE_URL. The bound is 60 ms for each question.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "likvard.config.settings")
os.environ["LIKVARD_DATA_DIR"] = tempfile.mkdtemp(prefix="likvard-search-")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from likvard.documents import queries  # noqa: E402
from likvard.documents.models import Document, SearchEntry  # noqa: E402
from likvard.documents.searching import Question, index_terms  # noqa: E402
from likvard.organisations.models import Organisation  # noqa: E402
from likvard.reviews.models import Case  # noqa: E402

BOUND = 60  # milliseconds
STEMS = [
    "skola", "beslut", "kvalitet", "rektor", "elev", "undervisning", "trygghet", "studiero", "analys", "huvudman",
    "redovisa", "bedömning", "åtgärd", "kärr", "ö",
]  # fmt: skip
QUESTIONS = [
    "beslut", "beslut skola", "kärr", "karr", "rektor elev 2022", "SI 2022:4573", "ordsomintefinns", "s", "a b c d",
]  # fmt: skip


def texts(count: int) -> Iterator[str]:
    chance = random.Random(1)
    words = STEMS + [f"{stem}{ending}" for stem in STEMS for ending in ("n", "ns", "erna", "arbete", "utveckling")]
    words += [f"ord{n}" for n in range(20_000)]
    for n in range(count):
        yield " ".join([*chance.choices(words[:90], k=80), *chance.choices(words, k=40), f"SI 2022:{n}"])


def fill(count: int) -> Organisation:
    from django.utils import timezone  # noqa: PLC0415

    own, other = (
        Organisation.objects.create(name=name, kind="municipality") for name in ("Almviks kommun", "Bergviks kommun")
    )
    now = timezone.now()
    written = enumerate(texts(count))
    while chunk := list(islice(written, 5000)):
        documents, entries = [], []
        for n, text in chunk:
            holder, name = (own if n % 2 else other), f"dokument {n}"
            document = Document(
                id=uuid.uuid4(), holder=holder, checksum=f"{n:064x}", name=name, size=1, uploaded_at=now
            )
            documents.append(document)
            terms = index_terms(holder=holder.id, title=name, text=text)
            given = {"kind": "document", "subject_id": document.id, "title": name, "text": text, "terms": terms}
            entries.append(SearchEntry(holder=holder, **given))
        Document.objects.bulk_create(documents)
        SearchEntry.objects.bulk_create(entries)
        print(f"{chunk[-1][0] + 1} of {count}", end="\r", flush=True)
    print()
    return own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    count = parser.parse_args().entries
    call_command("migrate", verbosity=0, skip_checks=True)
    own = fill(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    slowest = 0.0
    for asked in QUESTIONS:
        times = []
        for _ in range(7):
            before = time.perf_counter()
            found = queries.search(
                Question.of(asked),
                documents=Document.objects.filter(holder=own),
                cases=Case.objects.filter(holder=own),
                holders=[own.id],
            )
            times.append(1000 * (time.perf_counter() - before))
        middle = statistics.median(times)
        slowest = max(slowest, middle)
        print(f"{asked:24} {middle:7.1f} ms  {len(found.hits)} hits{' and more' if found.more else ''}")
    print(f"slowest {slowest:.1f} ms, bound {BOUND} ms, {connection.vendor}")
    sys.exit(slowest > BOUND)


if __name__ == "__main__":
    main()
