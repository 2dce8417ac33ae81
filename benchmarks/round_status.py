"""What is missing in a round, at national scale: 2 800 organisers, 5 600 units, 100 000 judgements.

    LIKVARD_DATA_DIR=var/round .venv/bin/python benchmarks/round_status.py

Makes the round once in an empty data folder (SQLite, or LIKVARD_DATABASE_URL) and times what the pages ask.
"""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "likvard.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from likvard.organisations.models import Organisation, SchoolUnit  # noqa: E402
from likvard.reviews.models import (  # noqa: E402
    Case,
    Judgement,
    JudgementEvidence,
    Participant,
    ParticipantUnit,
    Round,
)
from likvard.reviews.queries.round_status import missing_judgements, round_status  # noqa: E402
from likvard.rulebook.loading import rulebook  # noqa: E402

ORGANISERS, UNITS, JUDGEMENTS, BATCH = 2_800, 5_600, 100_000, 1_000


@transaction.atomic
def make() -> None:
    now, today = timezone.now(), timezone.localdate()
    definition = rulebook().for_round("planned_quality_audit", today)
    kept = {"kind": definition.kind, "kind_version": definition.version, "kind_checksum": definition.checksum}
    authority = Organisation.objects.create(name="Verket", kind="authority")
    organisers = Organisation.objects.bulk_create(
        [Organisation(name=f"Huvudman {i}", kind="municipality") for i in range(ORGANISERS)], BATCH
    )
    units = SchoolUnit.objects.bulk_create(
        [
            SchoolUnit(name=f"Skola {i}", school_unit_code=str(20_000_000 + i), organisation=organisers[i % ORGANISERS])
            for i in range(UNITS)
        ],
        BATCH,
    )
    round_ = Round.objects.create(
        holder=authority, title="Hela landet", areas=[a.frozen() for a in definition.areas], individual_decisions=True,
        opened_on=today, created_at=now, state=Round.State.RUNNING, **kept,
    )  # fmt: skip
    cases = Case.objects.bulk_create(
        [
            Case(holder=authority, organiser=one, title="x", state="announced", opened_on=today, created_at=now, **kept)
            for one in organisers
        ],
        BATCH,
    )
    participants = Participant.objects.bulk_create(
        [
            Participant(round=round_, organiser=one, case=case, added_at=now)
            for one, case in zip(organisers, cases, strict=True)
        ],
        BATCH,
    )
    of = {one.organiser_id: one for one in participants}
    drawn = ParticipantUnit.objects.bulk_create(
        [ParticipantUnit(participant=of[unit.organisation_id], school_unit=unit) for unit in units], BATCH
    )
    said = {"scale": "high_some_low", "level": "some", "first_level": "some", "rationale": "x"}
    keys = {
        level: [
            (area["key"], key)
            for area in round_.areas
            if area["level"] == level
            for key in [*(c["key"] for c in area["criteria"]), ""]
        ]
        for level in ("organiser", "unit")
    }
    things = [(one.pk, None, key) for one in participants for key in keys["organiser"]]
    things += [(one.participant_id, one.pk, key) for one in drawn for key in keys["unit"]]
    rows = [
        Judgement(
            participant_id=participant, unit_id=unit, area_key=area, criterion_key=criterion, created_at=now,
            changed_at=now, **said,
        )
        for participant, unit, (area, criterion) in things[:JUDGEMENTS]
    ]  # fmt: skip
    Judgement.objects.bulk_create(rows, BATCH)
    JudgementEvidence.objects.bulk_create(
        [JudgementEvidence(judgement=row, kind="note", note="x", added_at=now) for row in rows], BATCH
    )
    Judgement.objects.update(done_at=now)  # the database lets none be done without evidence


def timed(what: str, ask) -> None:
    walls, works = [], []
    for _ in range(5):
        wall, work = time.perf_counter(), time.process_time()
        ask()
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    print(f"{what}: {min(walls) * 1000:.0f} ms at best of five, {min(works) * 1000:.0f} ms of work")


def main() -> None:
    call_command("migrate", verbosity=0)
    if not Round.objects.exists():
        make()
    round_, today = Round.objects.get(), timezone.localdate()
    status = round_status(round_, today=today)
    everybody = [row.participant for row in status.rows]
    print(f"{connection.vendor}: {len(everybody)} participants, {Judgement.objects.count()} judgements")
    timed("how far it is with each", lambda: round_status(round_, today=today))
    timed("every criterion of 30 cases", lambda: missing_judgements(round_, everybody[:30]))
    timed("every criterion of every case", lambda: missing_judgements(round_, everybody))


if __name__ == "__main__":
    main()
