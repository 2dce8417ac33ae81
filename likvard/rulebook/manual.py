"""The rulebook as a page for people: `python -m likvard.rulebook` prints docs/generated/rulebook.md."""

from collections.abc import Iterator

from likvard.rulebook.guards import GUARD_WORDS
from likvard.rulebook.kinds import Definition, Name, Rulebook
from likvard.rulebook.lifecycle import STATES
from likvard.rulebook.permissions import PERMISSIONS, Permission
from likvard.terms.statutes import format_list, parse_references

LANGUAGE_WORDS = {
    "audit": "kvalitetsgranskning: utvecklingsområden, inga sanktioner",
    "supervision": "tillsyn: brister mot lagen, ingripanden",
    "dialogue": "samtal: överenskommelser, ingen myndighet beslutar",
}
DECISION_WORDS = {"always": "ja", "sometimes": "i vissa granskningar", "never": "nej"}


def _period(name: Name) -> str:
    return f"{name.since}–{name.until or ''}".rstrip()


def _definition(definition: Definition) -> Iterator[str]:
    until = f"till {definition.valid_to}" if definition.valid_to else "tills vidare"
    yield f"### Från {definition.version}, {until}"
    yield ""
    yield definition.purpose.sv
    yield ""
    yield f"- Namn: {'; '.join(f'{n.words.sv} ({_period(n)})' for n in definition.names)}"
    yield f"- Språk: {LANGUAGE_WORDS[definition.language]}"
    yield f"- Skala: {definition.scale or 'ingen'}"
    yield f"- Enskilda beslut: {DECISION_WORDS[definition.individual_decisions]}"
    yield f"- Lagrum: {', '.join(definition.statutes) or 'inga ur den nuvarande skollagen'}"
    yield f"- Uppföljning: {'; '.join(f'`{code}` {words.sv}' for code, words in definition.follow_up.items())}"
    yield f"- Slutord: {'; '.join(f'`{code}` {words.sv}' for code, words in definition.closing.items())}"
    yield from _content(definition)
    yield ""
    yield "| steg | från | till | kräver | vem får | händelse |"
    yield "|---|---|---|---|---|---|"
    phases = {phase.state: phase.words.sv for phase in definition.phases}
    for step in definition.lifecycle.transitions:
        sources = ", ".join(phases[s] for s in step.sources)
        requires = "; ".join(GUARD_WORDS[g].sv for g in step.requires) or "inget"
        yield (
            f"| {step.label.sv} (`{step.name}`) | {sources} | {phases[step.target]} | {requires} "
            f"| `{step.permission}` | `{step.records}` |"
        )
    yield ""
    yield f"Kontrollsumma: `{definition.checksum}`"
    yield ""


LEVEL_WORDS = {"organiser": "huvudman", "unit": "enhet"}
COUNTED_WORDS = {
    "letter": "brevet", "request": "begäran", "protocol": "protokollet", "decision": "beslutet",
    "answer": "redovisningen",
}  # fmt: skip


def _content(definition: Definition) -> Iterator[str]:
    """Force, scope, areas with criteria, last days and wordings: what a lawyer reads."""
    if definition.force is not None:
        yield f"- Rättslig verkan: {definition.force.sv}"
    if definition.scope is not None:
        yield f"- Omfattning: {definition.scope.sv}"
    for one in definition.deadlines:
        yield f"- Sista dag `{one.what}`: {one.days} dagar från {COUNTED_WORDS[one.counted_from]}. {one.words.sv}"
    if definition.letters:
        yield f"- Brev: {'; '.join(f'`{name}` {letter.subject.sv}' for name, letter in definition.letters.items())}"
    for name, words in definition.decision.items():
        yield f"- Beslut `{name}`: {words.sv}"
    if definition.areas:
        yield ""
        yield "| nr | område och kriterier | nivå | lagrum |"
        yield "|---|---|---|---|"
    for area in definition.areas:
        law = format_list(parse_references("; ".join(area.statutes)))
        yield f"| {area.key} | **{area.name.sv}** | {LEVEL_WORDS[area.level]} | {law} |"
        for criterion in area.criteria:
            law = format_list(parse_references("; ".join(criterion.statutes)))
            yield f"| {criterion.key} | {criterion.words.sv} | | {law} |"


def _diagram(definition: Definition) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    [*] --> registered"
    for step in definition.lifecycle.transitions:
        for source in step.sources:
            yield f"    {source} --> {step.target}: {step.name}"
    yield "    closed --> [*]"
    yield "```"
    yield ""


def manual(rulebook: Rulebook) -> str:
    """The whole page, Markdown."""
    lines = [
        "# Regelboken",
        "",
        "Skapad med `python -m likvard.rulebook`. Ändra i `likvard/rulebook/definitions/`, inte här.",
        "Varje fil där är en version av ett granskningsslag. En publicerad fil ändras aldrig; ett nytt namn eller en",
        "ny regel blir en ny fil med en ny första dag. Ett ärende följer den version som det började med.",
        "",
        "## Tillstånd och steg",
        "",
        f"Ett ärende är i ett av tillstånden {', '.join(f'`{s}`' for s in STATES)}.",
        "",
        *_diagram(next(iter(rulebook.by_kind.values()))[0]),
        "## Villkor",
        "",
        "| villkor | i ord |",
        "|---|---|",
        *(f"| `{name}` | {words.sv} |" for name, words in GUARD_WORDS.items()),
        "",
        "## Behörigheter",
        "",
        "| roll | får |",
        "|---|---|",
        *(
            f"| `{role}` | {', '.join(f'`{p}`' for p in Permission if p in held)} |"
            for role, held in PERMISSIONS.items()
        ),
        "",
    ]
    for kind, versions in rulebook.by_kind.items():
        lines += [f"## {versions[-1].name.sv.capitalize()} (`{kind}`)", ""]
        for definition in reversed(versions):
            lines += _definition(definition)
    return "\n".join(lines).rstrip("\n") + "\n"
