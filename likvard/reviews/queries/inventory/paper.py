"""What an inventory says on its way out: nobody who was reviewed by an authority is pointed out. Reads only."""

from datetime import date

from likvard.analysis.association import reported
from likvard.reports.inventory import AreaTold, InventoryContent, PairTold, SpiralTold, TieTold
from likvard.reviews.models import Inventory
from likvard.reviews.queries.judged_figures import count_and_state, share_of

from .overview import Overview, overview
from .row import Gathered
from .visibility import by_unit


def inventory_content(
    inventory: Inventory, found: Gathered, *, issued_on: date | None = None, number: int = 0
) -> InventoryContent:
    """An authority's counts of organisers pass the same door as its overall reports, and where a count is withheld
    its wordings are too. An organiser's are of its own units, whose decisions it holds itself: they stand as they
    are. Places are never named."""
    seen = overview(inventory, found)
    of_units = by_unit(inventory.holder)
    shown = _shown(seen, whole=of_units)
    names = reported()[0]
    beside: dict[str, list[tuple[str, str]]] = {}
    for one in inventory.seen_beside.filter(removed_at=None):
        beside.setdefault(one.area, []).append((one.text, one.source))
    areas = tuple(
        AreaTold(
            one.code, names[one.code].sv, names[one.code].en, one.development_areas, one.deficiencies,
            shown[f"area:{one.code}"], shown[f"still:{one.code}"],
            tuple(dict.fromkeys(row.text for row in one.rows)) if shown[f"area:{one.code}"] is not None else (),
            tuple(dict.fromkeys(row.text for row in one.goods)), tuple(beside.get(one.code, ())),
        )
        for one in seen.areas
    )  # fmt: skip
    pairs = tuple(
        PairTold(one.first, one.second, both, None if both is None else one.expected, one.clear and both is not None)
        for place, one in enumerate(seen.pairs)
        if one.clear or one.tied
        for both in [shown[f"pair:{place}"]]
    )
    ties = tuple(
        TieTold(
            one.start, one.end, one.both_ways, one.level, one.strength, one.source, one.year, one.grounds,
            shown[f"tie:{place}"],
        )
        for place, one in enumerate(seen.ties) if one.both or one.own
    )  # fmt: skip
    spirals = tuple(
        SpiralTold(one.areas, shown[f"spiral:{place}"], shown[f"circling:{place}"])
        for place, one in enumerate(seen.spirals)
    )
    named = {one.code for one in areas} | {code for tie in ties for code in (tie.start, tie.end)}
    return InventoryContent(
        title=inventory.title,
        holder=inventory.holder.name,
        question=inventory.question,
        begins=inventory.begins,
        ends=inventory.ends,
        places="units" if of_units else "organisers",
        of=seen.of,
        sorted=seen.sorted,
        unsorted=seen.unsorted,
        left_out=seen.left_out,
        summary=inventory.summary,
        handling=inventory.handling,
        next_step=inventory.next_step,
        areas=areas,
        pairs=pairs,
        ties=ties,
        spirals=spirals,
        names=tuple((code, names[code].sv, names[code].en) for code in names if code in named),
        issued_on=issued_on,
        number=number,
    )


def _shown(seen: Overview, *, whole: bool) -> dict[str, int | None]:
    """Every count of places by its name; None = withheld."""
    counts = {f"area:{one.code}": len(one.places) for one in seen.areas}
    counts |= {f"still:{one.code}": one.still for one in seen.areas}
    counts |= {f"pair:{place}": one.both for place, one in enumerate(seen.pairs)}
    counts |= {f"tie:{place}": one.both for place, one in enumerate(seen.ties)}
    counts |= {f"spiral:{place}": len(one.places) for place, one in enumerate(seen.spirals)}
    counts |= {f"circling:{place}": one.still for place, one in enumerate(seen.spirals)}
    if whole:
        return dict(counts)
    told = share_of({name: (some, seen.of) for name, some in counts.items()}) if seen.of else {}
    return {name: count_and_state(told[name])[0] if name in told else 0 for name in counts}
