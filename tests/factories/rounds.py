"""Rounds of review with their participants."""

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.reviews.models import Case, CaseUnit, Participant, ParticipantUnit, Round
from likvard.rulebook.loading import rulebook

from .cases import a_case
from .days import NOW, TODAY

AREAS = [
    {
        "key": "1",
        "name": "Huvudmannens analys och åtgärder",
        "level": "organiser",
        "legal_basis": ["4 kap. 3 § skollagen"],
        "criteria": [
            {
                "key": "1.1",
                "text": "Huvudmannen analyserar skillnader i resultat mellan sina skolor.",
                "legal_basis": ["4 kap. 3 § skollagen"],
            },
            {
                "key": "1.2",
                "text": "Huvudmannen riktar åtgärder dit behoven är störst.",
                "legal_basis": ["1 kap. 9 § skollagen", "4 kap. 7 § skollagen"],
            },
        ],
    },
    {
        "key": "2",
        "name": "Trygghet och studiero",
        "level": "unit",
        "legal_basis": ["5 kap. 3 § skollagen"],
        "criteria": [
            {
                "key": "2.1",
                "text": "Skolan kartlägger trygghet och studiero bland eleverna.",
                "legal_basis": ["5 kap. 3 § skollagen"],
            }
        ],
    },
]


def a_round(holder: Organisation, **fields) -> Round:
    definition = rulebook().on(fields.setdefault("kind", "thematic_quality_audit"), TODAY)
    fields.setdefault("title", "Huvudmannens kompensatoriska arbete")
    fields.setdefault("kind_version", definition.version)
    fields.setdefault("kind_checksum", definition.checksum)
    fields.setdefault("areas", AREAS)
    fields.setdefault("individual_decisions", True)
    fields.setdefault("opened_on", TODAY)
    fields.setdefault("created_at", NOW)
    return Round.objects.create(holder=holder, **fields)


def a_participant(round_: Round, organiser: Organisation, units: tuple[SchoolUnit, ...] = (), **fields) -> Participant:
    """With the reviewer's own case of it, announced, unless `case` says otherwise."""
    if "case" not in fields:
        fields["case"] = a_case(
            round_.holder, organiser=organiser, title=round_.title, kind=round_.kind, state=Case.State.ANNOUNCED,
            kind_version=round_.kind_version, kind_checksum=round_.kind_checksum,
        )  # fmt: skip
    participant = Participant.objects.create(round=round_, organiser=organiser, added_at=NOW, **fields)
    for unit in units:
        ParticipantUnit.objects.create(participant=participant, school_unit=unit)
        if participant.case:
            CaseUnit.objects.create(case=participant.case, printed_name=unit.name, school_unit=unit)
    return participant
