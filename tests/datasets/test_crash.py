"""A process that is killed in the middle of importing or publishing leaves the old or the new, and nothing half."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.datasets.crashing import POINTS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def a_site(db, tmp_path: Path) -> dict[str, str]:
    """An environment for programs, with a migrated database that is theirs alone."""
    if connection.vendor != "sqlite":
        pytest.skip("the processes have a database in a file")
    connection.ensure_connection()
    (tmp_path / "likvard.sqlite3").write_bytes(connection.connection.serialize())
    environment = {**os.environ, "LIKVARD_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "likvard.config.settings"}
    environment.pop("DATABASE_URL", None)
    return environment


@pytest.mark.slow
def test_what_is_killed_leaves_the_old_or_the_new(a_site: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.datasets.crashing"], cwd=ROOT, env=a_site, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = iter(json.loads(done.stdout))
    before, _ = next(told)
    clean = {"whole": True, "incoming": 0, "waiting": 0, "unnamed": 0, "stage": "done"}
    assert before == clean | {"versions": 1, "published": 1, "events": 2, "merit": 240.0, "stores": 1}
    for number, (kind, name, when, new) in enumerate(POINTS, 1):
        point = f"{kind} {when} {name}"
        if kind == "publish":
            assert next(told) == [None, 0], point
            before |= {"versions": before["versions"] + 1, "events": before["events"] + 1}
        assert next(told) == [None, signal.SIGKILL], point
        killed, _ = next(told)
        # What is read is whole, and either the old or the new; the page says that it broke off.
        came = before["merit"] if kind == "import" or not new else 240.0 + number
        counted = "versions" if kind == "import" else "published"
        after = before | {counted: before[counted] + new, "events": before["events"] + new, "merit": came}
        told_of = ("versions", "published", "events", "merit", "whole")
        assert {key: killed[key] for key in told_of} == {key: after[key] for key in told_of}, point
        assert killed["stage"] == "broken_off", point
        again, _ = next(told)
        twice = kind == "publish" and new  # a publication that is there already is made once more
        assert again["events"] == before["events"] + 1 + twice, point
        assert again == again | clean | {"versions": before["versions"] + (kind == "import")}, point
        before, _ = next(told) if kind == "import" else (again, 0)
        assert before == before | clean | {"merit": 240.0 + number, "stores": 2}, point
    assert next(told, None) is None


@pytest.mark.slow
def test_a_worker_that_is_killed_is_found_at_once(a_site: dict[str, str]) -> None:
    """The same with the worker that the page leaves its work to: it is told by the lock, not by the clock."""
    program = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from likvard.datasets import actions
from likvard.datasets.actions import running
from likvard.datasets.tasks import import_file
from tests.intake.statistics_files import GRADES
run = actions.ask_for_import(content=GRADES.encode(), name="fil.csv", holder=None, people=False, year=None, by=None,
                             at=timezone.now())
import_file.enqueue(str(run.id))
def stop(*args, **options):
    print("begun", flush=True)
    sys.stdin.readline()
running.import_dataset = stop
from django.core.management import call_command
call_command("db_worker", "--batch", "--verbosity", "0")
"""
    look = """
import sys
import django
django.setup()
from django.utils import timezone
from likvard.datasets.models import Run
from likvard.datasets.queries import stage_of
print(stage_of(Run.objects.get(), at=timezone.now()))
"""
    run = {"cwd": ROOT, "env": a_site, "text": True}
    worker = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **run
    )
    with worker:
        begun = worker.stdout.readline()
        if begun != "begun\n":
            worker.kill()
            pytest.fail(worker.stderr.read()[-2000:])
        stages = [subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, **run).stdout.strip()]
        worker.kill()
        worker.wait()
    stages.append(subprocess.run([sys.executable, "-c", look], capture_output=True, check=True, **run).stdout.strip())
    assert stages == ["working", "broken_off"]
