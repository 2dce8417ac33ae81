"""What supervision can decide, by skollagen chapter 26, with the words for each.

From the mildest to the strongest: refraining, remark, order, order under penalty of a fine, a ban, state
measures, revocation. Quality audits decide none of them.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from likvard.terms.found import Found
from likvard.terms.scanning import matches_near

Code = Literal["refrain", "remark", "order", "order_with_fine", "ban", "state_measures", "revocation"]


@dataclass(frozen=True, slots=True)
class Intervention:
    """`section` is where skollagen provides for it; `appeal` whether 28 kap. 2 § lets it be appealed."""

    code: Code
    swedish: str
    english: str
    section: str
    appeal: bool
    written: str


_S = r"\s+"
_ALL = (
    Intervention(
        "refrain", "avstående från ingripande", "refraining from intervention", "26 kap. 12 §", False,
        rf"avst[åa](?:r|tt|s|ende|endet|){_S}fr[åa]n{_S}(?:ett{_S}|att{_S})?ingrip(?:ande|a)|avstående",
    ),
    Intervention("remark", "anmärkning", "remark", "26 kap. 11 §", False, r"anm[äaé]rkning(?:en|ar|arna)?s?"),
    Intervention(
        "order_with_fine", "föreläggande vid vite", "order under penalty of a fine", "26 kap. 27 §", True,
        rf"f[öoé6]rel[äaé]gg(?:ande|andet|anden|er|a){_S}(?:\w+{_S}){{0,4}}vid{_S}vite|vitesf[öoé6]rel[äaé]ggande(?:t|n|na)?s?",
    ),
    Intervention(
        "order", "föreläggande", "order", "26 kap. 10 §", False, r"f[öoé6]rel[äaé]gg(?:ande|andet|anden|andena|er|s)s?"
    ),
    Intervention(
        "ban", "verksamhetsförbud", "ban on operating", "26 kap. 16 a §", True,
        rf"(?:tillf[äa]lligt{_S})?verksamhetsf[öoé6]rbud(?:et)?s?",
    ),
    Intervention(
        "state_measures", "statliga åtgärder för rättelse", "state corrective measures", "26 kap. 17 §", True,
        rf"statliga{_S}[åa]tg[äaé]rder{_S}f[öo]r{_S}r[äa]ttelse",
    ),
    Intervention(
        "revocation", "återkallelse av godkännande", "revocation of approval", "26 kap. 13 §", True,
        r"[åa]terkall(?:else|elsen|ande|ar|as|ats|a)s?",
    ),
)  # fmt: skip


def all_interventions() -> tuple[Intervention, ...]:
    """From the mildest to the strongest (an order before the same order with a fine)."""
    order: tuple[Code, ...] = ("refrain", "remark", "order", "order_with_fine", "ban", "state_measures", "revocation")
    return tuple(sorted(_ALL, key=lambda one: order.index(one.code)))


@cache
def _by_code() -> dict[str, Intervention]:
    return {one.code: one for one in _ALL}


def by_code(code: str) -> Intervention | None:
    return _by_code().get(code)


def severity(code: str) -> int:
    """0 is the mildest; ValueError for an unknown code."""
    codes: list[str] = [one.code for one in all_interventions()]
    if code not in codes:
        raise ValueError(f"no such intervention: {code}")
    return codes.index(code)


@cache
def _pattern() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{one.code}>{one.written})" for one in _ALL)
    return re.compile(rf"(?<![\wåäö])(?:{groups})(?![\wåäö])", re.IGNORECASE)


_HOLDS = ("avst", "anm", "rel", "verksamhetsf", "statliga", "terkall")  # each match holds one of these
_NEAR = 100


def find_interventions(text: str) -> list[Found[Intervention]]:
    """Words for interventions, in order; whether the document decides them is for the reader."""
    found = matches_near(_pattern(), text, _HOLDS, before=_NEAR, after=_NEAR)
    return [Found(_by_code()[m.lastgroup or ""], m.start(), m.end()) for m in found]
