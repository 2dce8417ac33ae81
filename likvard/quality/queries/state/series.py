"""From printed rows to series: what counts behind each figure, what is worked out, what may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from likvard.datasets.queries.state import Printed
from likvard.intake.marks import State, state_of
from likvard.intake.measures import by_code

from .catalogue import OWN_SURVEYS, SAME, SHOWN
from .points import MOST_NEAR, Key, Point, Series, hidden, parts_of_group, protect_siblings, with_interval

NEAR_YEARS = 2  # a number of pupils may be borrowed from so many years before
Counts = dict[tuple[str, Key], dict[int, float]]
Spreads = Mapping[tuple[str, str, str], float]

# A figure worked out of two others of the same row: (numerator, denominator, factor).
_DERIVED = {
    "own:staff:certified_share": ("own:staff:certified_posts", "own:staff:posts", 100.0),
    "own:staff:turnover_share": ("own:staff:turnover", "own:staff:posts", 100.0),
    "own:budget:per_pupil": ("own:budget:budget", "own:budget:pupils", 1.0),
    "own:pupils:support_share": ("own:pupils:support_pupils", "pupils", 100.0),
    "own:pupils:mother_tongue_share": (
        "own:pupils:mother_tongue_pupils", "own:pupils:mother_tongue_entitled", 100.0,
    ),
}  # fmt: skip
_NO_YEARS: dict[int, float] = {}
_BEHIND = {"results": "own:results:pupils", "survey": "own:survey:answers", "absence": "own:absence:pupils"}


def series_of(rows: Iterable[Printed], spreads: Spreads) -> dict[str, tuple[Series, ...]]:
    """Series by unit code, each in the order of its years."""
    units: dict[str, list[Printed]] = defaultdict(list)
    for row in rows:
        units[row.unit or row.name].append(row)
    return {unit: _of_unit(own, spreads) for unit, own in units.items()}


def _read_as(row: Printed) -> Key:
    measure = row.measure
    if not (row.sex or row.subject or row.group):
        measure = SAME.get((measure, row.year_group), measure)
    form = "compulsory" if row.holder and not row.measure.startswith("own:survey") else row.school_form
    if measure.startswith("own:"):
        form = ""
    return Key(measure, form, row.year_group, row.subject, row.sex, row.group)


def _of_unit(rows: Sequence[Printed], spreads: Spreads) -> tuple[Series, ...]:
    found: dict[Key, dict[int, Point]] = defaultdict(dict)
    counts: Counts = defaultdict(dict)
    for row in rows:
        key = _read_as(row)
        state: State = state_of(row.mark)
        if row.value is not None:
            counts[key.measure, Key("", *key[1:])][row.year] = row.value
        if key.measure not in SHOWN:
            continue
        own_after_official = row.holder and row.year in found[key] and not found[key][row.year].holder
        if own_after_official:
            continue  # the official figure of the year is the one that others see too
        if row.holder and state == "missing":
            continue  # an empty cell of a table that holds several kinds of rows says nothing
        value = row.value if state in ("value", "approximate") else None
        bounds = (row.low, row.high) if value is None and state == "approximate" else (None, None)
        found[key][row.year] = Point(
            row.year, row.period, value, state, *bounds, version=row.version, row=row.row, holder=row.holder
        )
    _work_out(found, counts, rows)
    told = {
        key: [_counted(point, key, counts) for _, point in sorted(points.items())] for key, points in found.items()
    }  # fmt: skip
    own = {key: [hidden(p, key) if p.holder else p for p in points] for key, points in told.items()}
    return tuple(
        Series(key, tuple(_interval(point, key, spreads) for point in points))
        for key, points in sorted(protect_siblings(own).items(), key=lambda one: order(one[0]))
        if points
    )


_PLACE = {measure: place for place, measure in enumerate(SHOWN)}


# What pupils' answers are asked for first.
_TOPICS = ("Trygghet", "Studiero", "Stöd", "Stimulans")


def order(key: Key) -> tuple[object, ...]:
    """Series in the order of the catalogue, the plain one before its groups."""
    topic = parts_of_group(key.group).get("topic", "")
    first = _TOPICS.index(topic) if topic in _TOPICS else len(_TOPICS)
    place = _PLACE["survey_index"] if key.measure in OWN_SURVEYS else _PLACE[key.measure]
    # Own surveys beside Skolenkäten, topic by topic.
    return (place, first, key.school_form, key.subject, key.group, key.measure, key.sex, key.year_group)


def _work_out(found: dict[Key, dict[int, Point]], counts: Counts, rows: Sequence[Printed]) -> None:
    held = {(_read_as(row), row.year): row for row in rows if row.holder}
    for measure, (top, bottom, factor) in _DERIVED.items():
        for (code, rest), years in list(counts.items()):
            if code != top:
                continue
            for year, value in years.items():
                under = counts.get((bottom, rest), {}).get(year)
                if under is None:
                    form = rest._replace(school_form="compulsory")
                    under = counts.get((bottom, form), {}).get(year)
                row = held.get((rest._replace(measure=top), year))
                if not under or row is None or (factor == 100.0 and value > under):
                    continue
                key = rest._replace(measure=measure)
                found[key][year] = Point(
                    year, row.period, factor * value / under, "value", n=under, version=row.version, row=row.row,
                    holder=row.holder,
                )  # fmt: skip
                counts[measure, rest][year] = factor * value / under


def _lookup(counts: Counts, measure: str, key: Key, year: int) -> tuple[float | None, bool]:
    """(number, of another year) of that year or the nearest one before."""
    years = counts.get((measure, Key("", *key[1:])), _NO_YEARS)
    for back in range(NEAR_YEARS + 1):
        if years.get(year - back):
            return years[year - back], back > 0
    return None, False


def _counted(point: Point, key: Key, counts: Counts) -> Point:
    if point.n is not None:
        return point
    n, roughly = _number_behind(key, point.year, counts)
    return point._replace(n=n, roughly=roughly)


def _number_behind(key: Key, year: int, counts: Counts) -> tuple[float | None, bool]:
    measure = key.measure
    if key.shown.area == "results" and not measure.startswith("own:"):
        plain = key._replace(subject="", sex="", group="")
        for code in ("year9_pupils", "pupils_in_year"):
            n, roughly = _lookup(counts, code, plain, year)
            if n and not roughly:
                return n, False
        own = _lookup(counts, "own:results:pupils", key._replace(school_form=""), year)
        return own if own[0] and not own[1] else _lookup(counts, "pupils_in_year", plain, year)
    if measure == "survey_index":
        who = parts_of_group(key.group).get("who", "")
        return _lookup(counts, "survey_answers", key._replace(group=f"who={who}"), year)
    if measure in ("certified_teachers_share", "special_educators_share"):
        pupils, _ = _lookup(counts, "pupils_all", key, year)
        pupils = pupils or _lookup(counts, "pupils", key, year)[0]
        each, _ = _lookup(counts, "pupils_per_teacher", key, year)
        return (round(pupils / each), True) if pupils and each else (None, False)
    if measure in ("foreign_background_share", "parents_post_secondary_share", "girls_share", "pupils_per_teacher"):
        return _lookup(counts, "pupils", key, year)
    if measure == "own:staff:turnover":
        posts, earlier = _lookup(counts, "own:staff:posts", key, year)
        return (None, False) if earlier else (posts, False)
    if measure == "own:pupils:newly_arrived_share":
        return _lookup(counts, "pupils", key._replace(school_form="compulsory"), year)
    if measure.startswith("own:") and (code := _BEHIND.get(measure.split(":")[1])):
        return _lookup(counts, code, key, year)
    return None, False


def _interval(point: Point, key: Key, spreads: Spreads) -> Point:
    if key.shown.area not in ("results", "survey") or key.measure == "own:pupils:support_share":
        return point  # everyone is counted: no chance in who was asked
    known = by_code().get(key.measure)
    least, most = (known.least, known.most) if known else (0.0, 1e9)
    same = key._replace(measure=SAME.get((key.measure, key.year_group), key.measure))
    spread = spreads.get((same.measure, key.year_group, parts_of_group(key.group).get("topic", key.subject)))
    return with_interval(point, key.shown.kind, spread, least, most)


def together(units: Mapping[str, Sequence[Series]], spreads: Spreads) -> tuple[Series, ...]:
    """All units as one: sums of counts, means weighted by the number behind each, over the units that show a figure.
    Each point says how many of the units that have the measure are in it."""
    found: dict[Key, dict[int, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for own in units.values():
        for one in own:
            for point in one.points:
                found[one.key][point.year].append(point)
    made = []
    for key, years in found.items():
        points = [p for year, all_ in sorted(years.items()) if (p := _summed(key, year, all_)) is not None]
        if points:
            made.append(Series(key, tuple(_interval(point, key, spreads) for point in points)))
    return tuple(sorted(made, key=lambda one: order(one.key)))


def _middle(point: Point) -> float:
    n = point.n or 1.0
    if point.high is not None and point.high >= 50:
        return (max(0.0, 100 * (1 - MOST_NEAR / n)) + 100 * (1 - 1 / n)) / 2
    return (100 / n + min(100.0, 100 * MOST_NEAR / n)) / 2


def _summed(key: Key, year: int, points: list[Point]) -> Point | None:
    kind, told = key.shown.kind, [point for point in points if point.value is not None]
    first = (told or points)[0]
    base = Point(
        year, first.period, None, "value" if told else "withheld", units=len(told), of=len(points),
        holder=first.holder, version=first.version, row=first.row if len(points) == 1 else 0,
    )  # fmt: skip
    if not told:
        return base if any(point.state == "withheld" for point in points) else None
    if key.measure == "own:budget:per_pupil" or kind not in ("count", "money"):
        weighed = [(p.value or 0.0, p.n) for p in told if p.n]
        near = [(_middle(p), p.n) for p in points if p.value is None and p.state == "approximate" and p.n]
        if kind == "share" and near:
            # A share that is hidden close to 100 lies between known bounds: leaving it out would press the mean down.
            weighed += near
        total = sum(n for _, n in weighed)
        if not weighed or not total:
            return points[0]._replace(units=1, of=1) if len(points) == 1 else None
        if kind == "ratio":
            value = total / sum(n / v for v, n in weighed if v)
        else:
            value = sum(v * n for v, n in weighed) / total
        roughly = bool(near) or any(p.roughly for p in told)
        return base._replace(value=value, n=total, units=len(weighed), roughly=roughly)
    return base._replace(value=sum(p.value or 0.0 for p in told))
