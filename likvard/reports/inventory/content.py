"""What an inventory says: plain values, and as JSON."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from likvard.reports.frozen import plain

SCHEMA = "likvard.inventory/1"


@dataclass(frozen=True, slots=True)
class AreaTold:
    """`places` None = withheld: so few were reviewed that one could be told from the others; then no words either."""

    code: str
    sv: str
    en: str
    development_areas: int
    deficiencies: int
    places: int | None
    still: int | None
    texts: tuple[str, ...]
    goods: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]  # what surveys show: words, source


@dataclass(frozen=True, slots=True)
class PairTold:
    first: str
    second: str
    both: int | None
    expected: float | None
    clear: bool


@dataclass(frozen=True, slots=True)
class TieTold:
    start: str
    end: str
    both_ways: bool
    level: str  # organiser, unit
    strength: str  # stated, indicated, hypothesis
    source: str
    year: int | None
    grounds: str
    both: int | None


@dataclass(frozen=True, slots=True)
class SpiralTold:
    areas: tuple[str, ...]
    places: int | None
    still: int | None


@dataclass(frozen=True, slots=True)
class InventoryContent:
    """Everything the paper says. This, as JSON, is what is frozen when it is issued. `places`: units or organisers."""

    title: str
    holder: str
    question: str
    begins: date
    ends: date
    places: str
    of: int
    sorted: int
    unsorted: int
    left_out: int
    summary: str
    handling: str
    next_step: str
    areas: tuple[AreaTold, ...]
    pairs: tuple[PairTold, ...]
    ties: tuple[TieTold, ...]
    spirals: tuple[SpiralTold, ...]
    names: tuple[tuple[str, str, str], ...]  # of every area that is named: code, Swedish, English
    issued_on: date | None = None
    number: int = 0


def to_json(content: InventoryContent) -> dict[str, Any]:
    return {"schema": SCHEMA, **plain(asdict(content))}


def from_json(values: dict[str, Any]) -> InventoryContent:
    """The content that `to_json` gave. Raises `ValueError` on another schema."""
    if values.get("schema") != SCHEMA:
        raise ValueError(f"not an inventory of {SCHEMA}: {values.get('schema')!r}")
    rest = {key: value for key, value in values.items() if key != "schema"}
    lists = ("texts", "goods", "areas")
    kinds: dict[str, Any] = {"pairs": PairTold, "ties": TieTold, "spirals": SpiralTold}
    made: dict[str, Any] = {
        key: tuple(kind(**{k: tuple(v) if k in lists else v for k, v in one.items()}) for one in rest[key])
        for key, kind in kinds.items()
    }
    areas = tuple(
        AreaTold(**{**one, "texts": tuple(one["texts"]), "goods": tuple(one["goods"]),
                    "beside": tuple((text, source) for text, source in one["beside"])})
        for one in rest["areas"]
    )  # fmt: skip
    return InventoryContent(
        **{
            **rest,
            **made,
            "areas": areas,
            "names": tuple((code, sv, en) for code, sv, en in rest["names"]),
            "begins": date.fromisoformat(rest["begins"]),
            "ends": date.fromisoformat(rest["ends"]),
            "issued_on": date.fromisoformat(rest["issued_on"]) if rest["issued_on"] else None,
        }
    )


def names_in(content: InventoryContent, language: str) -> dict[str, str]:
    """Code → the area's name."""
    return {code: sv if language == "sv" else en for code, sv, en in content.names}
