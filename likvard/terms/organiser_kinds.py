"""Kinds of organiser (huvudman) by the codes of the reading record, from the register's words and from a name."""

import re
from dataclasses import dataclass
from typing import Literal

from likvard.terms.municipalities import by_name as municipality_by_name

Code = Literal["municipality", "region", "state", "independent"]


@dataclass(frozen=True, slots=True)
class OrganiserKind:
    """`public` organisers are municipalities (also joint ones), regions and the state."""

    code: Code
    swedish: str
    english: str
    public: bool


KINDS: dict[Code, OrganiserKind] = {
    "municipality": OrganiserKind("municipality", "kommun", "municipality", True),
    "region": OrganiserKind("region", "region", "region", True),
    "state": OrganiserKind("state", "stat", "state", True),
    "independent": OrganiserKind("independent", "enskild", "independent", False),
}
_WORDS: dict[str, Code] = {
    "kommunal": "municipality", "kommun": "municipality", "kommuner": "municipality",
    "kommunalförbund": "municipality", "region": "region", "regioner": "region", "regional": "region",
    "landsting": "region", "landstingskommunal": "region", "statlig": "state", "stat": "state",
    "statliga enheter": "state", "enskild": "independent", "enskilda": "independent", "fristående": "independent",
    "privat": "independent",
}  # fmt: skip
_COMPANY = re.compile(
    r"(?<![\wåäö])(?:AB|aktiebolag(?:et)?|HB|KB|handelsbolag|kommanditbolag|ekonomisk\s+förening|ek\.?\s?för\.?|ideell\s+förening"
    r"|(?:\w+)?stiftelsen?|(?:\w+)?förening(?:en)?|(?:\w+)?församling(?:en)?|trossamfund|kooperativ(?:et)?|filial)(?![\wåäö])",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:kommunal|utbildnings|gymnasie|kunskaps|kommun)?förbund(?:et)?(?![\wåäö])|kommunsamverkan", re.I
)
_REGION = re.compile(r"^(?:region\s+\w|landstinget\s+\w)|(?:region|regionen|läns\s+landsting)$", re.IGNORECASE)
_STATE = re.compile(r"myndighet(?:en)?$|^(?:same)?skolstyrelsen$|^statens\s|^sameskolstyrelsen|universitet$", re.I)


def by_register_word(word: str) -> Code | None:
    """The register's own words, padded or not: `Kommunal      `, `Enskild`, `Regioner`."""
    return _WORDS.get(" ".join(word.split()).lower())


def of_name(name: str) -> Code | None:
    """What an organiser's name alone tells; `None` when it tells nothing (`Eruditia`)."""
    bare = " ".join(name.split()).strip(" .,;:")
    municipality = municipality_by_name(bare)
    if municipality and re.search(r"kommun|stad|^region", bare, re.IGNORECASE):
        return "municipality"
    if _COMPANY.search(bare):
        return "independent"
    if _JOINT.search(bare):
        return "municipality"
    if _REGION.search(bare):
        return "region"
    if _STATE.search(bare):
        return "state"
    return None
