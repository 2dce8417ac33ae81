"""The pages of the state of play over the whole country's open figures, in process.

    LIKVARD_DATA_DIR=var/state .venv/bin/python benchmarks/state_pages.py

Makes a person once in an empty data folder, and lets the two municipalities be reckoned ahead, as the worker does after
a publication. `first` is the first time in a process that has just begun, `then` the
median of ten later ones (processor time, so that what else the machine does is not counted), with database queries.
"""

import os
import statistics
import time
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "likvard.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from likvard.access.models import Membership, User  # noqa: E402
from likvard.organisations.models import Organisation  # noqa: E402
from likvard.quality.queries.state import places, standout  # noqa: E402
from likvard.quality.queries.state.ahead import prepare_places  # noqa: E402
from likvard.quality.queries.state.nation import nation  # noqa: E402

BOUND = 150  # milliseconds
SERIE = urlencode({"serie": "year9_all_subjects_share|compulsory|9|||"})
PAGES = {
    "choose a place": "/nulage/?valj",
    "Stockholm": "/nulage/kommun-0180/",
    "Stockholm, results": "/nulage/kommun-0180/omrade/results/",
    "Stockholm, what stands out": "/nulage/kommun-0180/sticker-ut/",
    "Stockholm, falling together": "/nulage/kommun-0180/faller-tillsammans/",
    "Stockholm, one figure": f"/nulage/kommun-0180/siffra/?{SERIE}",
    "Tyresö": "/nulage/kommun-0138/",
    "one school": "/nulage/skola-10023937/",
    "one school, one figure": f"/nulage/skola-10023937/siffra/?{SERIE}",
    "one school, years as CSV": f"/nulage/skola-10023937/siffra/fil/csv/?{SERIE}",
}


def browser() -> Client:
    call_command("migrate", verbosity=0)
    person = User.objects.filter(email="bench@example.org").first()
    if person is None:
        now = timezone.now()
        person = User.objects.create(email="bench@example.org", name="Bench", created_at=now)
        holder = Organisation.objects.create(name="Bänkens kommun", kind="municipality")
        Membership.objects.create(user=person, role="editor", organisation=holder, valid_from=now.date())
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = browser()
    start = time.process_time()
    schools = len(nation().units)
    print(f"{schools} schools of the country ready in {1000 * (time.process_time() - start):.0f} ms")
    start = time.process_time()
    prepare_places(["kommun-0180", "kommun-0138"], on=timezone.localdate())
    print(f"Stockholm and Tyresö reckoned ahead in {1000 * (time.process_time() - start):.0f} ms")
    for remembered in (places._held, standout._stands_out, standout._falling):
        remembered.cache_clear()
    for name, address in PAGES.items():
        taken, queries = [], 0
        for turn in range(11):
            start = time.process_time()
            with CaptureQueriesContext(
                connection,
            ) as asked:
                response = client.get(address)
            taken.append(1000 * (time.process_time() - start))
            queries = len(asked)
            if response.status_code != 200:
                raise SystemExit(f"{address} answered {response.status_code} at turn {turn}")
        then = statistics.median(taken[1:])
        mark = "" if then <= BOUND else "  ABOVE THE BOUND"
        print(f"{name:<28} first {taken[0]:>6.0f} ms   then {then:>5.0f} ms (≤ {BOUND}){mark}   {queries} queries")


if __name__ == "__main__":
    main()
