"""What is wrong with a definition, said to a person in Swedish: the loader's own sentences, one for one."""

import re

from likvard.rulebook.tables import DefinitionError
from likvard.rulebook.words import Words

# The loader's sentence as a pattern → the Swedish one, with what the pattern caught.
_SWEDISH: tuple[tuple[str, str], ...] = (
    (r"is no TOML in UTF-8: (.*)", "texten går inte att läsa: {0}"),
    (r"must be a table", "ska vara en egen avdelning, skriven [{key}]"),
    (r"is missing: a kind with areas says what force it has and what it covers",
     "saknas: en granskningsform med områden säger vilken verkan den har och vad den omfattar"),
    (r"is missing", "saknas"),
    (r"is not a key that the rulebook knows", "är inget ord som regelboken känner till"),
    (r"must be a text with words in it", "saknar text"),
    (r"is '(.*)'; it can be (.*)", "är ”{0}” men kan bara vara {1}"),
    (r"must be a list of texts", "ska vara en lista med texter inom hakparenteser"),
    (r"names the same thing twice", "nämner samma sak två gånger"),
    (r"names '(.*)'; it can be (.*)", "nämner ”{0}” men kan bara nämna {1}"),
    (r"names \{(.*)\}; it can be (.*)", "nämner {{{0}}} men kan bara nämna {1}"),
    (r"must be a day, written .*", "ska vara en dag, skriven 2026-12-01 utan citattecken"),
    (r"must be a whole number of one or more", "ska vara ett heltal, minst ett"),
    (r"must be one or more tables, written (.*)", "ska vara en eller flera avdelningar, skrivna {0}"),
    (r"lies before (.*)", "ligger före {0}"),
    (r"names no state", "nämner inget läge"),
    (r"'(.*)' is not one section, written as in (.*)", "”{0}” är inte en enda paragraf; skriv som {1}"),
    (r"is not one of (.*)", "är inte någon av {0}"),
    (r"with valid_from this file must be called (.*)", "stämmer inte med granskningsformen och dagen ({0})"),
    (r"supervision finds deficiencies", "tillsyn finner brister"),
    (r"only supervision finds deficiencies alone", "bara tillsyn finner enbart brister"),
    (r"the first name must hold on the day valid_from", "det första namnet ska gälla den dag versionen börjar"),
    (r"two steps have the same name", "två steg har samma namn"),
    (r"two areas have the same key", "två områden har samma nummer"),
    (r"two criteria have the same key", "två kriterier har samma nummer"),
    (r"two last days are for the same thing", "två sista dagar gäller samma sak"),
    (r"state '(.*)' cannot be reached from '(.*)'", "läget ”{0}” går inte att nå från ”{1}”"),
    (r"state '(.*)' can never end in '(.*)'", "läget ”{0}” kan aldrig sluta i ”{1}”"),
    (r"no step leads to it or from it", "inget steg leder dit eller därifrån"),
    (r"must name each used state once, in order: (.*)", "ska nämna varje läge en gång, i ordning: {0}"),
    (r'must be a number in quotes: "1"', 'ska vara ett nummer inom citattecken: "1"'),
    (r'must begin with its area and a dot: "(.*)"', 'ska börja med områdets nummer och en punkt: "{0}"'),
    (r"lacks (.*), which one of its criteria rests on", "saknar {0}, som ett av kriterierna vilar på"),
    (r"says other things in Swedish than in English: .*",
     "säger olika saker på svenska och engelska: samma {{…}} ska stå i båda"),
    (r"has a lone brace: .*", "har en ensam klammer, { eller }"),
    (r"must be (.*) or earlier: (.*) begins", "ska vara {0} eller tidigare: {1} börjar"),
)  # fmt: skip


def in_words(fault: DefinitionError) -> Words:
    """The fault in both languages, without the file's name. A sentence that has no Swedish is given as it is."""
    for pattern, swedish in _SWEDISH:
        found = re.fullmatch(pattern, fault.problem, re.DOTALL)
        if found:
            said = swedish.replace("{key}", fault.key)
            for index, group in enumerate(found.groups()):
                said = said.replace(f"{{{{{{{index}}}}}}}", f"{{{group}}}").replace(f"{{{index}}}", group)
            said = said.replace("{{", "{").replace("}}", "}")
            return Words(said, fault.problem)
    return Words(fault.problem, fault.problem)
