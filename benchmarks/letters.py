"""How long it takes to merge, queue and typeset the letters of a round, beside one Typst start for each letter.

    python benchmarks/letters.py [--letters 200] [--alternative 10]

Makes a database of its own in a temporary folder, or uses LIKVARD_DATABASE_URL. The bound is 30 s for 200 letters
merged and put in line; typesetting and laying them in both follow in the background and are measured too. The named
alternative is the obvious one: a fresh process for each letter, that starts Typst and finds the fonts anew.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "likvard.config.settings")
os.environ["LIKVARD_DATA_DIR"] = tempfile.mkdtemp(prefix="likvard-letters-")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from likvard.organisations.models import Organisation  # noqa: E402
from likvard.reviews.actions.dispatching import send_dispatches  # noqa: E402
from likvard.reviews.actions.letters import queue_letters  # noqa: E402
from likvard.reviews.models import Letter, LetterTemplate  # noqa: E402
from likvard.web.letter_mail import message_of  # noqa: E402
from tests.factories import a_unit, an_organiser  # noqa: E402
from tests.factories.letters import a_running_round, a_template, an_address  # noqa: E402
from tests.factories.rounds import a_participant  # noqa: E402

BOUND = 30.0  # seconds for 200 letters
FRESH = """
import json, sys
from likvard.reports.letter import from_json, letter_paper
from likvard.reports.pdf import render_pdf
sys.stdout.buffer.write(render_pdf(letter_paper(from_json(json.load(sys.stdin)))).content)
"""


def fill(letters: int) -> LetterTemplate:
    authority = an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY)
    round_ = a_running_round(authority, theme="Hur huvudmannen motverkar skillnader.", method="Vi intervjuar.")
    for number in range(letters):
        organiser = an_organiser(f"Kommun {number}")
        units = tuple(a_unit(organiser, f"Skola {number} {name}") for name in ("norra", "södra"))
        an_address(a_participant(round_, organiser, units), f"kommun{number}@example.org")
    return a_template(round_, answer_by=timezone.localdate() + timedelta(days=40))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--letters", type=int, default=200)
    options.add_argument("--alternative", type=int, default=10, help="letters set by the alternative")
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    template = fill(asked.letters)

    begun, used = time.perf_counter(), time.process_time()
    queued = queue_letters(template=template, on=timezone.localdate(), by=None, at=timezone.now())
    merged_s, merged_cpu = time.perf_counter() - begun, time.process_time() - used
    sizes = []
    begun, used = time.perf_counter(), time.process_time()
    sent = send_dispatches(
        at=timezone.now(), deliver=lambda mail: sizes.append(len(message_of(mail).message().as_bytes()))
    )
    sent_s, sent_cpu = time.perf_counter() - begun, time.process_time() - used
    contents = list(Letter.objects.values_list("content", flat=True)[: asked.alternative])
    begun = time.perf_counter()
    for content in contents:
        subprocess.run(
            [sys.executable, "-c", FRESH], input=json.dumps(content).encode(), cwd=ROOT, check=True, capture_output=True
        )
    fresh_cpu = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) / max(1, len(contents))
    fresh_s = (time.perf_counter() - begun) / max(1, len(contents))
    each_s = sent_s / max(1, sent.sent)
    found = {
        "letters": queued.queued,
        "merged_and_queued_s": round(merged_s, 2),
        "merged_and_queued_cpu_s": round(merged_cpu, 2),
        "bound_s": BOUND,
        "set_stored_and_written_s": round(sent_s, 2),
        "set_stored_and_written_cpu_s": round(sent_cpu, 2),
        "all_s": round(merged_s + sent_s, 2),
        "each_ms": round(each_s * 1000, 1),
        "each_cpu_ms": round(sent_cpu / max(1, sent.sent) * 1000, 1),
        "alternative_fresh_start_each_cpu_ms": round(fresh_cpu * 1000, 1),
        "alternative_fresh_start_each_ms": round(fresh_s * 1000, 1),
        "times_faster_than_alternative": round(fresh_s / each_s, 1),
        "times_less_cpu_than_alternative": round(fresh_cpu / (sent_cpu / max(1, sent.sent)), 1),
        "largest_email_kb": round(max(sizes) / 1000),
    }
    if asked.json:
        sys.stdout.write(json.dumps(found) + "\n")
    else:
        for name, value in found.items():
            sys.stdout.write(f"{name:>34}  {value}\n")
    if queued.queued != asked.letters or sent.sent != asked.letters or merged_s > BOUND:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
