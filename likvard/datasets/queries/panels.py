"""The units most alike in intake, for a comparison that is chosen beforehand. Open figures only."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .reading import store
from .state import present_store

# What pupils bring along, as far as open statistics tell. Never what the school itself decides.
INTAKE = ("parents_post_secondary_share", "foreign_background_share")
# The years of a unit before a measure without which nothing can be said of how it was going.
FEWEST_YEARS = 2


@dataclass(frozen=True, slots=True)
class Alike:
    """A unit with its intake, in per cent, and how far that lies from the units it would be compared with (standard
    deviations of all units)."""

    code: str
    name: str
    municipality_code: str
    intake: dict[str, float]
    distance: float


@dataclass(frozen=True, slots=True)
class Asked:
    """Which open figure, as the store tells them apart."""

    measure: str
    school_form: str = ""
    year_group: str = ""
    subject: str = ""
    sex: str = ""
    group: str = ""

    @property
    def values(self) -> list[str]:
        return [self.measure, self.school_form, self.year_group, self.subject, self.sex, self.group]


_HELD = "current and level = 'unit' and value is not null and year is not null and holder = ''"
_ASKED = """measure = ? and school_form = ? and year_group = ? and subject = ? and sex = ? and "group" = ?"""


def alike(codes: Sequence[str], *, asked: Asked, before: int, count: int = 12) -> list[Alike]:
    """The units most like `codes` in intake, of those with values in what is asked for `FEWEST_YEARS` years before.

    Intake is the last that was known before `before`: the choice looks at nothing that came after. Empty where the
    intake of `codes` is not known.
    """
    published = present_store()
    rows, usable = _intake(published, before), _usable(published, asked, before)
    own = set(codes)
    targets = [row for row in rows if row[0] in own]
    others = [row for row in rows if row[0] not in own and row[0] in usable]
    if not targets or len(others) < FEWEST_YEARS:
        return []
    spread = [_spread([row[at] for row in rows]) for at in (3, 4)]
    centre = [sum(row[at] for row in targets) / len(targets) for at in (3, 4)]

    def far(row: tuple) -> float:
        parts = ((row[at] - middle) / wide for at, middle, wide in zip((3, 4), centre, spread, strict=True))
        return sum(part * part for part in parts) ** 0.5

    nearest = sorted(others, key=lambda row: (far(row), row[0]))[:count]
    return [Alike(row[0], row[1], row[2], dict(zip(INTAKE, row[3:5], strict=True)), far(row)) for row in nearest]


# Open figures change only when others are published; whoever weighs units looks at the same ones again and again.
@lru_cache(maxsize=16)
def _intake(published: str, before: int) -> tuple[tuple, ...]:
    """Code, name, municipality and the two intakes of each unit of which both are known."""
    return tuple(
        store().execute(
            f"""with intake as (
                    select school_unit_code, measure, arg_max(value, year) as value, arg_max(name, year) as name,
                        arg_max(municipality_code, year) as municipality_code
                    from figures where {_HELD} and measure = any(?) and year <= ? and school_form = 'compulsory'
                      and sex = '' and year_group = '' and "group" = ''
                    group by school_unit_code, measure
                )
                select school_unit_code, any_value(name), any_value(municipality_code),
                    max(value) filter (measure = ?), max(value) filter (measure = ?)
                from intake group by school_unit_code having count(*) = 2""",  # noqa: S608 - words of our own
            [list(INTAKE), before, *INTAKE],
        ).fetchall()
    )  # fmt: skip


@lru_cache(maxsize=64)
def _usable(published: str, asked: Asked, before: int) -> frozenset[str]:
    """Units with values in what is asked for `FEWEST_YEARS` years before."""
    return frozenset(
        code
        for (code,) in store().execute(
            f"""select school_unit_code from figures where {_HELD} and {_ASKED} and year < ? and school_unit_code <> ''
                group by school_unit_code having count(distinct year) >= ?""",  # noqa: S608 - words of our own
            [*asked.values, before, FEWEST_YEARS],
        ).fetchall()
    )  # fmt: skip


def others_in(municipality_code: str, *, asked: Asked, before: int) -> list[tuple[str, str]]:
    """Code and name of the municipality's units with values in what is asked for `FEWEST_YEARS` years before."""
    return store().execute(
        f"""select school_unit_code, any_value(name) as name from figures
            where {_HELD} and {_ASKED} and year < ? and municipality_code = ? and school_unit_code <> ''
            group by school_unit_code having count(distinct year) >= ? order by name, school_unit_code""",  # noqa: S608
        [*asked.values, before, municipality_code, FEWEST_YEARS],
    ).fetchall()  # fmt: skip


def _spread(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return max((sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5, 1e-9)
