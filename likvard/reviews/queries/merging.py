"""Letters made of a round's template and what is known of each participant. Reads only.

A merge field stands in braces: `{huvudman}`. Each has one meaning and one Swedish name, since the one who writes
letters types it. A sentence whose field is empty for a participant (no units drawn, no method written) is left out
of that letter; a field that no letter knows is refused with its name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from likvard.reports.letter import Appendix, AskedFor, LetterContent, Part, ReviewModel
from likvard.reviews.models import LetterAddress, LetterTemplate, Participant, RequestedItem, RequestItem, Round
from likvard.rulebook.kinds import Definition
from likvard.rulebook.loading import rulebook
from likvard.terms.dates import format_date
from likvard.terms.weeks import format_weeks

from .facts import definition_of
from .letter_occasions import RULES, Told

# Each field of the letters that people write, and what it is called in the rulebook's.
MERGE_FIELDS = {
    "huvudman": "organiser", "skolenheter": "units", "myndighet": "authority", "titel": "title", "slag": "kind",
    "tema": "theme", "metod": "method", "intervjupersoner": "", "veckor": "weeks", "sista_dag": "last_day",
    "svarsadress": "link", "diarienummer": "case_number", "utredare": "", "kontakt": "", "underlag": "",
    "tider": "", "protokoll": "",
}  # fmt: skip
APPENDICES = ("contact_form", "scope", "documents")
_FIELD = re.compile(r"\{([^{}\n]*)\}")
_LISTS = ("intervjupersoner", "underlag", "tider", "protokoll")  # one line each when the field stands alone on its line
_CONTACT = re.compile(r"\{contact_name\}(?:, \{contact_\w+\})*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")

OPENING, DOCUMENTS = LetterTemplate.Occasion.OPENING, LetterTemplate.Occasion.DOCUMENTS


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field that no letter knows, or a brace that belongs to none. `name` is what was written."""

    name: str


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A field that the letter uses and the template gives nothing for."""

    name: str  # sista_dag, veckor, intervjupersoner


def unknown_fields(text: str) -> tuple[Unknown, ...]:
    """Every field of `text` that no letter knows, in order, each once; a stray brace is one too."""
    found = [name.strip() for name in _FIELD.findall(text) if name.strip() not in MERGE_FIELDS]
    rest = _FIELD.sub("", text)
    found += [rest[max(0, m.start() - 15) : m.start() + 15].strip() for m in re.finditer(r"[{}]", rest)]
    return tuple(Unknown(name) for name in dict.fromkeys(found))


def used_fields(template: LetterTemplate) -> frozenset[str]:
    texts = [template.subject, template.interviewees, *(part["text"] for part in template.parts)]
    return frozenset(name.strip() for text in texts for name in _FIELD.findall(text))


def problems_of(template: LetterTemplate) -> tuple[Unknown | Unfilled, ...]:
    """Why no letter can be made of the template yet; empty when one can."""
    texts = [
        template.subject,
        template.interviewees,
        *(f"{part['heading']}\n{part['text']}" for part in template.parts),
    ]
    found: list[Unknown | Unfilled] = list(dict.fromkeys(unknown for text in texts for unknown in unknown_fields(text)))
    used = used_fields(template)
    needs_day = not RULES[LetterTemplate.Occasion(template.occasion)].own_last_day
    empty = {
        "sista_dag": needs_day and template.answer_by is None,
        "veckor": template.weeks_from is None or template.weeks_to is None,
        "intervjupersoner": not template.interviewees.strip(),
    }
    found += [Unfilled(name) for name, missing in empty.items() if missing and name in used]
    if needs_day and template.answer_by is None and Unfilled("sista_dag") not in found:
        found.append(Unfilled("sista_dag"))
    return tuple(found)


def starting_template(round_: Round, occasion: str) -> LetterTemplate:
    """An unsaved template to begin from: the wording of the round's kind, with its lead as the one to ask."""
    definition = definition_of(round_)
    subject, parts = _wording(definition, occasion, round_)
    lead = round_.lead
    return LetterTemplate(
        round=round_,
        occasion=occasion,
        subject=subject,
        parts=[{"key": key, "heading": heading, "text": text} for key, heading, text in parts],
        interviewees="\n".join(_INTERVIEWEES) if occasion == OPENING else "",
        contact_name=lead.name if lead else "",
        contact_title=lead.title if lead else "",
        contact_email=lead.email if lead else "",
        appendices=list(RULES[LetterTemplate.Occasion(occasion)].appendices),
        version=0,
    )


def _wording(definition: Definition, occasion: str, round_: Round) -> tuple[str, list[tuple[str, str, str]]]:
    """The kind's own letter in the fields that people type; kinds without letters begin from our words."""
    letter = definition.letters.get(RULES[LetterTemplate.Occasion(occasion)].rulebook)
    if letter is None:
        if occasion == OPENING:
            return "{huvudman} är utvald till en granskning", _opening_parts(
                definition.language, round_.individual_decisions
            )
        if occasion == DOCUMENTS:
            return "Underlag till granskningen", _asking_parts()
        return _OWN_WORDS[LetterTemplate.Occasion(occasion)]
    parts: list[tuple[str, str, str]] = []
    for number, piece in enumerate(re.split(r"^## ", _in_swedish(letter.body.sv), flags=re.M)):
        heading, _, text = piece.partition("\n") if number else ("", "", piece)
        if text.strip():
            parts.append((f"part_{number}", heading.strip(), text.strip()))
    whom = ("whom", "Vilka vi vill tala med", "{intervjupersoner}")
    if occasion == OPENING:
        place = next((n for n, part in enumerate(parts, start=1) if "{metod}" in part[2]), len(parts))
        parts.insert(place, whom)
    elif occasion in _LISTED:
        parts.append(_LISTED[LetterTemplate.Occasion(occasion)])
    return _in_swedish(letter.subject.sv), parts


_LISTED = {
    LetterTemplate.Occasion.INTERVIEWS: ("times", "Tider som vi föreslår", "{tider}"),
    LetterTemplate.Occasion.FACT_CHECK: ("protocols", "Protokoll att läsa", "{protokoll}"),
}
_OWN_WORDS: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    LetterTemplate.Occasion.INTERVIEWS: (
        "Tider för samtal: {titel}",
        [
            ("opening", "", "Vi vill träffa er i granskningen ”{titel}”. Här är de tider som vi föreslår."),
            _LISTED[LetterTemplate.Occasion.INTERVIEWS],
            (
                "now",
                "Vad ni gör nu",
                "Svara på varje tid senast den {sista_dag}, på {svarsadress}. Passar en tid inte, föreslå en annan. "
                "Det behövs inget konto.\n\nFlytta inga lektioner för vår skull.",
            ),
            ("contact", "Om ni har frågor", "Hör av er till {kontakt}."),
        ],
    ),
    LetterTemplate.Occasion.FACT_CHECK: (
        "Protokoll att kontrollera: {titel}",
        [
            ("opening", "", "Vi har skrivit ner det som sades i samtalen i granskningen ”{titel}”."),
            _LISTED[LetterTemplate.Occasion.FACT_CHECK],
            (
                "now",
                "Vad ni gör nu",
                "Läs och rätta sakfel senast den {sista_dag}, på {svarsadress}. Ett sakfel är en uppgift som inte "
                "stämmer. Det behövs inget konto.\n\nSvarar ni inte räknar vi med att ni inte har något att rätta, "
                "och skriver det.",
            ),
            ("contact", "Om ni har frågor", "Hör av er till {kontakt}."),
        ],
    ),
}


def _in_swedish(text: str) -> str:
    text = _CONTACT.sub("{kontakt}", text)
    for ours, theirs in MERGE_FIELDS.items():
        text = text.replace(f"{{{theirs}}}", f"{{{ours}}}") if theirs else text
    return text


_INTERVIEWEES = (
    "presidiet i den nämnd, eller styrelsen, som svarar för verksamheten",
    "företrädare för förvaltningen, till exempel förvaltningschef, skolchef eller områdeschef",
    "rektorerna för {skolenheter}",
)

_WHAT: dict[str, str] = {
    "audit": (
        "Vi granskar kvaliteten i verksamheten: vad som fungerar väl, vad som behöver utvecklas och varför. "
        "Syftet är att bidra till utveckling hos er och hos andra."
    ),
    "supervision": (
        "Vi ser efter om verksamheten följer lagar och andra bestämmelser. Hittar vi brister talar vi om vad som "
        "måste rättas till och till vilken dag."
    ),
    "dialogue": (
        "Vi vill tala med er om hur verksamheten går, vad som ligger bakom resultaten och vad vi kan göra tillsammans."
    ),
}


def _opening_parts(language: str, individual_decisions: bool) -> list[tuple[str, str, str]]:
    after = "Vi skriver ett protokoll av det vi får veta. Ni får läsa det och rätta sakfel innan vi bedömer något."
    if language == "dialogue":
        after = "Vi skriver ner vad vi kommer överens om, vem som gör det och till när. Det följer vi upp nästa gång."
    elif individual_decisions:
        after += "\n\nSedan får ni ett beslut. Av alla beslut gör vi också en gemensam rapport."
    else:
        after += (
            "\n\nVi fattar inga egna beslut om dem som deltar. Resultaten samlas i en rapport, där ni kan se ert eget "
            "resultat bredvid de andras."
        )
    return [
        (
            "opening",
            "",
            "{myndighet} genomför granskningen ”{titel}”. Det är en {slag}, och {huvudman} är en av dem som deltar.",
        ),
        ("why", "Vad granskningen handlar om", "{tema}\n\n" + _WHAT[language]),
        (
            "how",
            "Så går det till",
            "{metod}\n\nVi vill tala med:\n{intervjupersoner}\n\nSamtalen planeras till {veckor}. Vi återkommer om "
            "vilka dagar som passar och om vilka handlingar vi behöver läsa först.",
        ),
        ("after", "Vad som händer sedan", after),
        (
            "now",
            "Vad ni gör nu",
            "Utse en kontaktperson som vi kan bestämma tider med och be om handlingar. Lämna personens namn, titel, "
            "telefonnummer och e-postadress senast den {sista_dag}.\n\nSvara i formuläret på adressen som ni har fått "
            "med brevet. Det behövs inget konto.",
        ),
        ("contact", "Om ni har frågor", "Hör av er till {kontakt}."),
    ]


def _asking_parts() -> list[tuple[str, str, str]]:
    return [
        (
            "opening",
            "",
            "Inför samtalen i granskningen ”{titel}” vill vi läsa några handlingar. Listan finns i bilagan.",
        ),
        (
            "now",
            "Vad ni gör nu",
            "Gå igenom listan senast den {sista_dag}. Svara för varje rad att handlingen finns och lägg in den, att "
            "den inte finns, eller var vi i stället ser det.\n\nVi ber bara om handlingar som redan finns. Ni behöver "
            "inte skriva något nytt, och det vi redan har är markerat.",
        ),
        (
            "how",
            "Så svarar ni",
            "Använd adressen som ni har fått med brevet. Flera av er kan svara samtidigt, och det ni har lagt in finns "
            "kvar om ni avbryter. Det behövs inget konto.",
        ),
        ("contact", "Om ni har frågor", "Hör av er till {kontakt}."),
    ]


def weeks_of(template: LetterTemplate) -> str:
    """`veckorna 39–48, 2026`; empty when the template has no weeks."""
    first, last = template.weeks_from, template.weeks_to
    if first is None or last is None:
        return ""
    monday = first - timedelta(days=first.isoweekday() - 1)
    return format_weeks(monday, last + timedelta(days=7 - last.isoweekday()))


def enumerated(words: Iterable[str]) -> str:
    """`Ekskolan, Tallskolan och Granskolan`"""
    listed = [word for word in words if word]
    return " och ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


@dataclass(frozen=True, slots=True)
class Merger:
    """One template with what all its letters share, read once; `letter` merges one participant's."""

    template: LetterTemplate
    shared: Mapping[str, str]
    scope: tuple[ReviewModel, ...]
    listed: tuple[RequestedItem, ...]

    def letter(self, participant: Participant, *, on: date, told: Told | None = None) -> LetterContent:
        """The letter dated `on`. `told`: what it says of this participant alone (`letter_occasions.told_in`)."""
        told = told or Told()
        last_day = told.last_day or self.template.answer_by
        units = [row.school_unit for row in participant.units.all() if not row.replaced_reason]
        asked = self._asked(participant, told.items)
        values = dict(self.shared) | {
            "huvudman": participant.organiser.name,
            "skolenheter": enumerated(unit.name for unit in units),
            "utredare": participant.investigator.name if participant.investigator else self.template.contact_name,
            "diarienummer": participant.case.case_number if participant.case else self.template.round.case_number,
            "underlag": "\n".join(item.text for item in asked),
            "tider": "\n".join(told.times),
            "protokoll": "\n".join(told.protocols),
            "sista_dag": format_date(last_day, no_break=True) if last_day else "",
        }
        values["intervjupersoner"] = "\n".join(merged(self.template.interviewees, values).splitlines())
        address = getattr(participant, "letter_address", None)
        return LetterContent(
            authority=self.template.round.holder.name,
            receiver=receiver_of(participant.organiser.name, address),
            case_number=values["diarienummer"] or self.template.round.case_number,
            dated=on,
            subject=merged(self.template.subject, values),
            parts=tuple(
                Part(merged(part["heading"], values), text)
                for part in self.template.parts
                if (text := merged(part["text"], values)).strip()
            ),
            signature=signature_of(self.template),
            answer_by=last_day,
            appendices=tuple(self._appendix(code, asked) for code in self.template.appendices),
        )

    def _appendix(self, code: str, asked: tuple[AskedFor, ...]) -> Appendix:
        if code == "scope":
            return Appendix("scope", models=self.scope)
        if code == "documents":
            return Appendix("documents", items=asked)
        return Appendix("contact_form")

    def _asked(self, participant: Participant, items: Iterable[RequestItem] | None) -> tuple[AskedFor, ...]:
        if items is not None:
            return tuple(
                AskedFor(i.text, i.help, i.school_unit.name if i.school_unit else "", i.already_id is not None)
                for i in items
            )
        units = [row.school_unit.name for row in participant.units.all() if not row.replaced_reason]
        return tuple(
            AskedFor(item.text, item.help, unit, have=False)
            for item in self.listed
            for unit in (units if item.level == RequestedItem.Level.UNIT else [""])
        )


def merger(template: LetterTemplate) -> Merger:
    """What every letter of the template shares."""
    round_ = template.round
    definition = definition_of(round_)
    contact = [template.contact_name]
    if template.contact_phone:
        contact.append(f"telefon {template.contact_phone}")
    if template.contact_email:
        contact.append(f"e-post {template.contact_email}")
    shared = {
        "myndighet": round_.holder.name,
        "titel": round_.title,
        "slag": definition.name.sv,
        "tema": round_.theme,
        "metod": round_.method,
        "veckor": weeks_of(template),
        "svarsadress": "adressen som ni har fått med brevet",
        "kontakt": ", ".join(part for part in contact if part),
    }
    listed = tuple(round_.requested_items.all()) if "documents" in template.appendices else ()
    scope = review_models(round_) if "scope" in template.appendices else ()
    return Merger(template, shared, scope, listed)


def merged(text: str, values: Mapping[str, str]) -> str:
    """`text` with its fields filled in. A sentence with an empty field is left out, and a line of only such ones."""
    lines: list[str] = []
    for line in text.splitlines():
        alone = _FIELD.fullmatch(line.strip())
        if alone and alone[1].strip() in _LISTS:
            lines += [f"- {one}" for one in values[alone[1].strip()].splitlines()]
            continue
        told = [sentence for sentence in _SENTENCES.split(line) if _is_filled(sentence, values)]
        if told or not line.strip():
            lines.append(_FIELD.sub(lambda m: values[m[1].strip()], " ".join(told)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_filled(sentence: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name.strip(), "").strip() for name in _FIELD.findall(sentence))


def receiver_of(name: str, address: LetterAddress | None) -> tuple[str, ...]:
    if address is None:
        return (name,)
    return (name, *(line for line in [address.attention, *address.postal.splitlines()] if line.strip()))


def signature_of(template: LetterTemplate) -> tuple[str, ...]:
    lines = [template.contact_name, template.contact_title, template.contact_phone, template.contact_email]
    return tuple(line for line in lines if line)


_DECISIONS = {
    "always": "Ett beslut till den granskade.",
    "sometimes": "För varje granskning bestäms om de granskade får egna beslut eller bara en gemensam rapport.",
    "never": "Inga beslut.",
}


def review_models(round_: Round) -> tuple[ReviewModel, ...]:
    """The catalogue of kinds that are in use on the round's first day, the round's own first.

    Only kinds with something to tell of: a known extent. An authority does not hold dialogues with its own units, and
    whoever is invited to a dialogue is not told of supervision.
    """
    day, own = round_.opened_on, definition_of(round_)
    in_dialogue = own.language == "dialogue"
    found = []
    for kind in rulebook().kinds:
        definition = rulebook().on(kind, day) if kind != round_.kind else own
        foreign = (definition.language == "dialogue") != in_dialogue or kind in ("other", "own_review")
        if kind != round_.kind and (foreign or definition.scope is None or not definition.held_on(day)):
            continue
        found.append(
            ReviewModel(
                name=definition.name.sv,
                purpose=definition.purpose.sv,
                decisions=definition.force.sv if definition.force else _DECISIONS[definition.individual_decisions],
                extent=definition.scope.sv if definition.scope else "",
                statutes=definition.statutes,
                this_one=kind == round_.kind,
            )
        )
    return tuple(sorted(found, key=lambda model: (not model.this_one, model.name)))
