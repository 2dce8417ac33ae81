"""Points and series: a figure with its interval and how many it stands on; withheld, none and missing told apart."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from likvard.analysis import shares
from likvard.analysis.disclosure import load
from likvard.analysis.results import Z95, Text
from likvard.intake.marks import State

from .catalogue import OWN_SURVEYS, SAME, SEXES, SHOWN, SUBJECTS, WHO, Shown, in_english, name_of

RULES = load("elever")
MOST_NEAR = 4  # so many or fewer outside a share hide it as close to 100, as the official statistics do


class Key(NamedTuple):
    """What a series is of. As text: the parts with `|` between them."""

    measure: str
    school_form: str = ""
    year_group: str = ""
    subject: str = ""
    sex: str = ""
    group: str = ""

    @classmethod
    def of(cls, text: str) -> "Key | None":
        parts = text.split("|")
        return cls(*parts) if len(parts) == 6 and parts[0] in SHOWN else None

    def __str__(self) -> str:
        return "|".join(self)

    @property
    def shown(self) -> Shown:
        return SHOWN[self.measure]


class Point(NamedTuple):
    """`low`–`high` is the interval of the figure, or the bounds that the source gives for a hidden one
    (`state` approximate). `roughly`: n is of another year or worked out. `units` of `of`: schools in a sum."""

    year: int
    period: str
    value: float | None
    state: State
    low: float | None = None
    high: float | None = None
    n: float | None = None
    roughly: bool = False
    version: str = ""
    row: int = 0
    holder: str = ""
    units: int = 1
    of: int = 1

    @property
    def se(self) -> float | None:
        """Half the interval as a standard error; `None` without one."""
        if self.value is None or self.low is None or self.high is None or self.high <= self.low:
            return None
        return (self.high - self.low) / (2 * Z95)


@dataclass(frozen=True, slots=True)
class Series:
    key: Key
    points: tuple[Point, ...]

    @property
    def shown(self) -> Shown:
        return self.key.shown

    @property
    def area(self) -> str:
        if self.key.school_form.startswith("adapted") or "anpassad" in self.key.group.lower():
            return "adapted"
        return self.key.shown.area

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def last_value(self) -> Point | None:
        """The last figure that is told; none where a later one is known to lie close to 0 or 100."""
        if self.last.state == "approximate" and self.last.value is None:
            return None
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def name(self) -> Text:
        """The measure with what it is narrowed to: `Nationella prov, matematik, årskurs 9`."""
        base = name_of(self.key.measure)
        about = _about(self.key)
        return Text(", ".join([base.sv, *(one.sv for one in about)]), ", ".join([base.en, *(one.en for one in about)]))


def parts_of_group(group: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in group.split(";") if "=" in part)


_FORMS = {
    "preschool_class": Text("förskoleklass", "preschool class"),
    "upper_secondary": Text("gymnasieskolan", "upper secondary school"),
    "adapted_compulsory": Text("anpassad grundskola", "adapted compulsory school"),
    "adapted_upper_secondary": Text("anpassad gymnasieskola", "adapted upper secondary school"),
}


def _about(key: Key) -> list[Text]:
    found: list[Text] = []
    if key.measure in OWN_SURVEYS:  # whose name says what it is about
        return [SEXES[key.sex]] if key.sex else []
    parts = parts_of_group(key.group)
    if topic := parts.get("topic"):
        found.append(Text(topic.lower(), in_english(topic.lower())))
    if question := parts.get("question"):
        found.append(Text(f"”{question}”", f"“{question}”"))
    if key.subject:
        lower = key.subject if key.subject.isupper() else key.subject.lower()
        found.append(SUBJECTS.get(key.subject, Text(lower, in_english(lower))))
    who = parts.get("who") or parts.get("respondents")
    if who:
        found.append(WHO.get(who, Text(who.lower(), in_english(who.lower()))))
    for name in ("pupil_group", "group", "incident_kind", "account", "answer", "state"):
        if value := parts.get(name):
            found.append(Text(value.lower(), value.lower()))
    said_already = "9" in name_of(key.measure).sv or "6" in name_of(key.measure).sv
    if key.year_group and not said_already:
        text = key.year_group.lower().removeprefix("åk").removeprefix("årskurs").strip()
        found.append(Text(f"årskurs {text}", f"year {text}"))
    if key.sex:
        found.append(SEXES.get(key.sex, Text(key.sex, key.sex)))
    if key.school_form in _FORMS:
        found.append(_FORMS[key.school_form])
    return found


def about_of(key: Key) -> Text:
    """What a series is narrowed to, in words; empty for the whole."""
    found = _about(key)
    return Text(", ".join(one.sv for one in found), ", ".join(one.en for one in found))


def wilson(percent: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share in per cent of `n` people (Wilson 1927)."""
    low, high = shares.wilson(min(max(percent / 100, 0.0), 1.0), n)
    return 100 * low, 100 * high


def with_interval(point: Point, kind: str, spread: float | None, least: float, most: float) -> Point:
    """The point with the range that chance alone gives so few. `spread`: how much one person's worth varies between
    years at one school, in the measure's unit, as `nation` estimates it; counts and ratios have no interval."""
    if point.value is None or not point.n or point.n < 1:
        return point
    if kind == "share":
        low, high = wilson(point.value, point.n)
    elif kind in ("mean", "index") and spread:
        half = Z95 * spread / math.sqrt(point.n)
        low, high = max(least, point.value - half), min(most, point.value + half)
    else:
        return point
    return point._replace(low=low, high=high)


# Shares that are not shares of people: of time, of posts.
_NOT_PEOPLE = frozenset(
    {"own:absence:absence_share", "own:absence:invalid_share", "own:staff:certified_share", "own:staff:turnover_share"}
)
_PEOPLE_COUNTS = frozenset({
    "own:incidents:count", "own:staff:turnover", "own:pupils:adapted_pupils", "own:pupils:mother_tongue_entitled",
    "pupils",
})  # fmt: skip


def hidden(point: Point, key: Key) -> Point:
    """An own figure as it may be shown: nothing of fewer than ten people, no share that tells who is outside it.

    Ten and twenty are the rule set's; up to four outside are shown as close to 100, as official statistics do.
    """
    if point.value is None:
        return point
    blank = point._replace(value=None, low=None, high=None, n=None, state="withheld")
    if key.measure == "own:staff:turnover" and point.n is not None and point.n >= RULES.threshold:
        return point  # how many have left a staff of so many is known to everybody there, and of no one person
    if key.measure in _PEOPLE_COUNTS:
        return blank if 0 < point.value < RULES.threshold else point
    if key.shown.kind not in ("share", "mean", "index"):
        return point
    if point.n is None:
        return blank if key.sex or parts_of_group(key.group).get("pupil_group") else point
    if point.n < RULES.threshold:
        return blank
    if key.shown.kind != "share" or key.measure in _NOT_PEOPLE:
        return point
    inside = round(point.n * point.value / 100)
    outside = round(point.n) - inside
    if (inside == 0 or outside == 0) and point.n < RULES.full_share_below:
        return blank
    if 0 < outside <= MOST_NEAR:
        return point._replace(value=None, state="approximate", low=100 * (1 - MOST_NEAR / point.n), high=100.0)
    if 0 < inside <= MOST_NEAR:
        return point._replace(value=None, state="approximate", low=0.0, high=100 * MOST_NEAR / point.n)
    return point


def protect_siblings(series: dict[Key, list[Point]]) -> dict[Key, list[Point]]:
    """Where one part of a whole is withheld for being small, the next smallest part is too: otherwise the whole less
    the others tells it. Parts are the sexes, and groups of pupils."""
    families: dict[tuple[Key, str], list[Key]] = {}
    for key in series:
        if key.sex:
            families.setdefault((key._replace(sex=""), "sex"), []).append(key)
        if parts_of_group(key.group).get("pupil_group"):
            families.setdefault((key._replace(group=""), "group"), []).append(key)
    out = {key: list(points) for key, points in series.items()}
    for (whole, _by), parts in sorted(families.items()):
        same = SAME.get((whole.measure, whole.year_group))
        told_as = Key(same, "compulsory", whole.year_group) if same and not whole.subject else whole
        whole_points = [*out.get(whole, ()), *(out.get(told_as, ()) if told_as != whole else ())]
        if len(parts) < 2:
            continue
        years = sorted({point.year for part in parts for point in out[part]})
        for year in years:
            told = [(part, at, point) for part in parts for at, point in enumerate(out[part]) if point.year == year]
            if not any(p.year == year and p.value is not None for p in whole_points):
                continue
            shut = [one for one in told if one[2].state in ("withheld", "approximate")]
            open_ones = [one for one in told if one[2].value is not None]
            if len(shut) == 1 and open_ones:
                part, at, point = min(open_ones, key=lambda one: (one[2].n or 0, one[0]))
                out[part][at] = point._replace(value=None, low=None, high=None, n=None, state="withheld")
    return out
