"""What in a content looks as if it were about a person: proposals for whoever masks, never masks by themselves."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .masking import occurrences, passages, plain

# Fields in which the authority names its own officials in duty, and parties by their official names.
_OFFICIAL = frozenset({"authority", "decided_by", "reporting", "others", "organiser", "unit", "review", "case_number"})
_NUMBER = re.compile(r"(?<![\d-])(?:(?:18|19|20)\d\d|\d\d)[01]\d[0-9]\d\s?[-+\u2010-\u2013]?\s?\d{4}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d\w:/.-])(?:\+\d{2}[\s-]?(?:\(0\)[\s-]?)?|0)\d{1,3}[\s/-]{0,3}\d{2,3}(?:[\s-]?\d{2,3}){1,3}(?![\d:])"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = r"[A-ZÅÄÖÉÜÁ][a-zåäöéèüáàøæñçß]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?"
_FULL = re.compile(
    rf"(?<![\w.])(?P<first>{_NAME})(?:\s(?:{_NAME}|[A-ZÅÄÖ]\.?|von|af|de|la|bin|al)){{0,2}}\s(?:{_NAME})(?!\w)"
)
# A name that follows what somebody is called in a school.
_ROLE = re.compile(
    r"\b(?:[Ee]lev(?:en|erna)?|[Pp]ojken|[Ff]lickan|[Bb]arnet|[Mm]amma[n]?|[Pp]appa[n]?|[Vv]årdnadshavaren?|[Mm]odern|"
    r"[Ff]adern|[Ss]yskonet|[Ll]ärare[n]?|[Mm]entorn?|[Rr]ektorn?|[Bb]iträdande rektorn?|[Kk]uratorn?|"
    rf"[Ss]kolsköterskan?|[Ss]pecialpedagogen|[Ff]örskolläraren?)\s(?P<name>{_NAME}(?:\s{_NAME})?)(?!\w)"
)
# Words that make a name an organisation's, a place's or a law's.
_NO_PERSON = re.compile(
    r"(?:skola(?:n|s|ns)?|gymnasie\w*|kommun(?:en|s|ens)?|nämnd(?:en|s|ens)?|verket|inspektionen|styrelse[n]?|stad(?:en|s)?|"
    r"region(?:en)?|län(?:et)?|förvaltning\w*|aktiebolag(?:et)?|friskol\w*|förskol\w*|stiftelse\w*|förening\w*|lag(?:en)?|"
    r"förordning\w*|rätten|domstol\w*|barn|universitet\w*|riksdag\w*|regering\w*)$",
    re.IGNORECASE,
)
# Given names so common that one alone is most likely a person's, also where a sentence begins.
_GIVEN = """
Adam Adrian Agnes Ahmed Albin Alexander Alexandra Alfred Ali Alice Alma Alva Amanda Amina Amir Anders Andreas
Anette Anita Ann Anna Anneli Annika Anton Arvid Astrid August Axel Barbro Bengt Birgitta Björn Bo Britt
Camilla Carina Carl Caroline Cecilia Charlie Christer Christian Christina Dag Daniel David Ebba Edith Edvin
Ella Ellen Elias Elin Elisabet Elisabeth Elliot Elsa Elvira Emelie Emil Emilia Emma Erik Ester Eva Fatima
Felicia Felix Filip Fredrik Freja Frida Gabriel Gunilla Gustav Hampus Hanna Hannes Hans Hassan Helena Henrik
Hugo Håkan Ibrahim Ida Inger Ingrid Irene Isabella Isak Jakob Jan Jasmin Jenny Jens Jessica Joakim Johan
Johanna John Jonas Jonathan Josef Josefin Julia Karin Karl Kerstin Kevin Khadija Kim Klara Kristina Lars Layla
Lea Leia Leila Lena Leo Leon Liam Lilly Lina Linda Linnea Linus Lisa Lo Love Lova Lovisa Lucas Ludvig Lukas
Magnus Maja Malin Malte Margareta Maria Marie Markus Martin Matilda Matteo Max Maximilian Melker Melvin Mia
Michael Mikael Milo Minna Mohamed Mohammed Moa Molly Monica Mustafa Märta Nadia Nathalie Nellie Nicklas Nils
Nina Noah Nora Nour Ola Oliver Olivia Olle Omar Oscar Oskar Otto Patrik Per Peter Petra Pia Pontus Ramadan
Rasmus Rebecka Robert Robin Roger Ronja Rut Samira Samuel Sanna Sara Sebastian Selma Signe Sigrid Simon Sixten
Sofia Sofie Stefan Stella Sten Stig Stina Susanne Sven Svea Tage Theo Therese Thomas Tilda Tim Tindra Tobias
Tomas Tore Torsten Tove Tyra Ulf Ulla Ulrika Valter Vera Victor Victoria Vidar Viktor Vilgot Vilma Vincent
Wilhelm William Wilma Yasmin Ylva Yusuf Yvonne Zahra Åke Åsa Örjan
"""
GIVEN = frozenset(_GIVEN.split())
# Capitalised only because a sentence begins there, and what somebody is called before the name.
_BEFORE = """
av biträdande både de den dessa det dock där efter eftersom elev eleven en enligt ett flera flickan från för
hos i inom kurator kuratorn lärare läraren mamma mamman med men mentor mentorn när och om pappa pappan pojken
på rektor rektorn samt sedan skolan skolchef skolchefen skolsköterska skolsköterskan som specialpedagog
specialpedagogen till under utan utredare utredaren vid även
"""
BEFORE = frozenset(_BEFORE.split())
_SURNAME = re.compile(
    r"(?:lund|berg|ström|[qk]vist|son|gren|man|dahl|dal|stedt|[ée]n|in|borg|mark|ling|holm|vall|back|blom|ander|ell|sjö"
    r"|ö|by|ek|å)$"
)
_ALONE = re.compile(rf"(?<![\w.@-])(?P<name>{_NAME})(?![\w@])")


KINDS = ("number", "email", "phone", "known", "name")  # what is surest first


@dataclass(frozen=True, slots=True)
class Proposal:
    """`kind`: number, email, phone, known (a name of the case's own people) or name. `places`: where it stands."""

    words: str
    kind: str
    places: tuple[str, ...]


def _base(name: str) -> str:
    """Without the genitive's s, where what is left is a given name or ends as surnames do; else as it is. A mask of
    the base covers the genitive too, and not the other way round."""
    last = name.split()[-1]
    if not last.endswith("s") or last in GIVEN:
        return name
    return name[:-1] if last[:-1] in GIVEN or _SURNAME.search(last[:-1]) else name


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _full_names(text: str) -> Iterator[str]:
    for found in _FULL.finditer(text):
        words = found.group().split()
        while len(words) > 1 and words[0].lower() in BEFORE:
            words = words[1:]
        known = words[0] in GIVEN
        if any(_NO_PERSON.search(word) for word in words) or (len(words) == 1 and not known):
            continue
        yield " ".join(words)


def _named_by_role(text: str) -> Iterator[str]:
    for found in _ROLE.finditer(text):
        words = [word for word in found["name"].split() if not _NO_PERSON.search(word)]
        if words:
            yield " ".join(words)


def _given_names(text: str) -> Iterator[str]:
    return (found["name"] for found in _ALONE.finditer(text) if _base(found["name"]) in GIVEN)


def proposals(content: Mapping[str, Any], *, known: Collection[str] = ()) -> tuple[Proposal, ...]:
    """Each once, what is surest first. `known`: names of people that the case itself holds. Officials in duty and the
    parties' own names are not proposed for the fields that are made to hold them."""
    texts = [one.text for one in passages(content) if one.field not in _OFFICIAL]
    own = {plain(str(content.get(key) or "")).casefold() for key in ("authority", "organiser", "unit")} - {""}
    found: dict[str, tuple[str, str]] = {}  # folded → words, kind

    def take(kind: str, finder: Callable[[str], Iterable[str]]) -> None:
        """What the finder sees is proposed, and no later finder sees it again."""
        seen = sorted({words for text in texts for words in finder(text)}, key=len)
        for words in seen:
            folded = " ".join(words.casefold().split())
            genitive = folded.endswith("s") and folded[:-1] in found
            if folded not in found and not genitive and not any(folded in name for name in own):
                found[folded] = (" ".join(words.split()), kind)
        for words in reversed(seen):
            texts[:] = [re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", "\N{BULLET}", text) for text in texts]

    take("number", lambda text: (one.group() for one in _NUMBER.finditer(text)))
    take("email", lambda text: (one.group() for one in _EMAIL.finditer(text)))
    take("phone", lambda text: (one.group() for one in _PHONE.finditer(text) if _digits(one.group()) >= 8))
    names = sorted({plain(name).strip() for name in known} - {""}, key=lambda name: -len(name))
    parts = [*names, *(part for name in names for part in name.split() if len(part) > 2 and part not in BEFORE)]
    for name in parts:
        take("known", re.compile(rf"(?<!\w){re.escape(name)}(?=s?(?!\w))").findall)
    for finder in (_full_names, _named_by_role, _given_names):
        take("name", lambda text, finder=finder: (_base(words) for words in finder(text)))  # type: ignore[misc]
    rows = [Proposal(words, kind, occurrences(content, words)) for words, kind in found.values()]
    return tuple(sorted((row for row in rows if row.places), key=lambda row: (KINDS.index(row.kind), row.words)))
