"""Kills an import or a publication at a given point, in a process of its own, and tells what is there afterwards:
`python -m tests.datasets.crashing`, with LIKVARD_DATA_DIR for a folder of its own with a migrated database. Each work
and each look is a child process: the parent touches neither Arrow nor DuckDB, whose threads do not outlive a fork.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# Where it is killed: the work, whose function, and whether before or after that function has done its part; last,
# whether what was asked for is there already.
POINTS = [
    ("import", "registry.read", "before", False),
    ("import", "places.through_to_disk", "before", False),  # a table is written, and is not on the disk yet
    ("import", "importing._write", "after", False),
    ("import", "importing._keep", "after", False),  # within the transaction
    ("import", "Path.rename", "after", False),  # the folder has its name, the row is not kept
    ("import", "importing._sweep", "before", True),
    ("import", "running.import_dataset", "after", True),
    ("publish", "store._extract_parts", "after", False),  # within the building of the store
    ("publish", "publishing.build", "after", False),
    ("publish", "Path.rename", "after", False),  # the store has its name, nobody names it
    ("publish", "publishing.record", "after", False),  # within the transaction
    ("publish", "publishing._clear", "before", True),
    ("publish", "running.publish", "after", True),
]


def child(work):
    """The work in a forked process: its answer, and the signal that ended it."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            answer = work()
        except BaseException as error:  # told to the parent, which fails
            answer = {"error": repr(error)}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read()
    _, status = os.waitpid(pid, 0)
    return (json.loads(told) if told else None), (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def work(kind, merit, hours):
    """As when somebody presses the button in the page, and the worker takes it."""
    from likvard.datasets import actions  # noqa: PLC0415 - after Django is set up
    from tests.intake.statistics_files import GRADES  # noqa: PLC0415 - as above

    at = NOW + timedelta(hours=hours)
    if kind == "publish":
        run = actions.ask_for_publication(by=None, at=at)
    else:
        content = GRADES.replace("240,0", merit).encode()
        run = actions.ask_for_import(
            content=content, name="fil.csv", holder=None, people=False, year=None, by=None, at=at
        )
    actions.work_off(run_id=run.id, clock=lambda: at)


def kill_at(point):
    _, name, when, _ = point
    from likvard.datasets import places, store  # noqa: PLC0415 - after Django is set up
    from likvard.datasets.actions import importing, publishing, running  # noqa: PLC0415 - as above

    owners = {"importing": importing, "publishing": publishing, "running": running, "places": places, "store": store,
              "registry": importing.registry, "Path": Path}  # fmt: skip
    owner, attribute = name.split(".")
    function = getattr(owners[owner], attribute)

    def killed(*args, **options):
        table = owner != "places" or args[0].suffix == ".parquet"
        answer = None if table and when == "before" else function(*args, **options)
        if table:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owners[owner], attribute, killed)


def look():
    """What a page would find, in a process that has just begun."""
    from likvard.datasets import places  # noqa: PLC0415 - after Django is set up
    from likvard.datasets.models import DatasetVersion, Publication, Run  # noqa: PLC0415 - as above
    from likvard.datasets.queries import stage_of, trace  # noqa: PLC0415 - as above
    from likvard.ledger.models import Event  # noqa: PLC0415 - as above

    versions = [str(one) for one in DatasetVersion.objects.values_list("id", flat=True)]
    found = trace(measure="year9_merit_value", year=2024, school_unit_code="74174879")
    run = Run.objects.order_by("-asked_at").first()
    return {
        "versions": len(versions),
        "whole": all((places.version_folder(one) / "observations.parquet").exists() for one in versions),
        "published": Publication.objects.count(),
        "events": Event.objects.filter(action__in=("dataset_imported", "datasets_published")).count(),
        "merit": found[0].value if found else None,
        "stage": stage_of(run, at=NOW) if run else None,
        "incoming": len(list((places.root() / "incoming").glob("*"))),
        "waiting": len(list((places.root() / "waiting").glob("*"))),
        "unnamed": len([one for one in (places.root() / "versions").iterdir() if one.name not in versions]),
        "stores": len(list((places.root() / "published").glob("*"))),
    }


def main():
    django.setup()
    import pandas  # noqa: F401, PLC0415 - DuckDB looks for it: once, and not in each child
    from django.db import connections  # noqa: PLC0415 - after Django is set up

    from likvard.datasets import actions, queries, store  # noqa: F401, PLC0415 - loaded once, for all children
    from tests.intake import statistics_files  # noqa: F401, PLC0415 - as above

    none = Path(os.environ["LIKVARD_DATA_DIR"]) / "none"
    store.extract_folder = lambda: none  # only what is imported here
    connections.close_all()
    told = [child(lambda: (work("import", "240,0", 0), work("publish", "", 1), look())[-1])]
    for number, point in enumerate(POINTS, 1):
        merit, hours = f"{240 + number},0", 10 * number
        if point[0] == "publish":
            told.append(child(lambda: work("import", merit, hours)))  # noqa: B023 - done at once
        told.append(child(lambda: (kill_at(point), work(point[0], merit, hours + 1))))  # noqa: B023 - as above
        told.append(child(look))
        # Pressed again, it is as if nothing had happened.
        told.append(child(lambda: (work(point[0], merit, hours + 2), look())[-1]))  # noqa: B023 - as above
        if point[0] == "import":
            told.append(child(lambda: (work("publish", merit, hours + 3), look())[-1]))  # noqa: B023 - as above
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
