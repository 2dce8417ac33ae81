"""Names of schools and organisers: compared without their capitals and marks, and printed with ordinary ones."""

import re
import unicodedata

from likvard.terms.municipalities import by_name as municipality_by_name

_YEARS = re.compile(r"(?<![^\W_])([\df]\d?)\s*[-\u2010-\u2015\u2212/]\s*(\d{1,2})(?![^\W_])")


def fold(name: str) -> str:
    """A key that `Njupkärrs skola`, `NJUPKARRS SKOLA` and `Njupkärrs  Skola` share: small letters without rings and
    dots, words apart by one space, `4-9` and `4–9` alike."""
    text = unicodedata.normalize("NFD", name.casefold().replace("ø", "o").replace("æ", "ae"))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _YEARS.sub(r"\1-\2", text)
    return " ".join(re.findall(r"(?<![^\W_])[\df]\d?-\d{1,2}(?![^\W_])|[^\W_]+", text))


# What stays small within a name, and what stays in capitals.
_SMALL = frozenset(
    ("i", "och", "för", "av", "på", "till", "med", "vid", "från", "the", "of", "and", "de", "du", "la", "von", "in",
     "kommun", "stad", "län", "ekonomisk", "ideell", "förening", "föreningen", "aktiebolag", "handelsbolag",
     "kommanditbolag", "skola", "förskola", "friskola", "skolan", "friskolan", "gymnasium", "kommunalförbund",
     "gymnasieförbund", "utbildningsförbund", "skolmyndigheten", "waldorfskola", "montessoriskola",
     "montessoriförening", "föräldraförening", "ekonomiska", "ideella", "publ", "utbildning", "upa")
)  # fmt: skip
_CAPITAL = frozenset(("AB", "HB", "KB", "KFUM", "IT", "VBU", "KUI", "NTI", "LBS", "JENSEN", "II", "III", "IV"))


def _word(word: str, *, first: bool) -> str:
    if word.upper() in _CAPITAL or re.search(r"\d", word):
        return word.upper()
    small = word.lower()
    if not first and small in _SMALL:
        return small
    return re.sub(r"(^|[-/&(.’'])(\w)", lambda m: m.group(1) + m.group(2).upper(), small)


def ordinary_capitals(name: str) -> str:
    """`UPPLANDS VÄSBY KOMMUN` → `Upplands Väsby kommun`; a name that has small letters already is only trimmed.
    Municipalities are printed with their official names, other names by the rule that fits most of them."""
    text = re.sub(r"\s+", " ", name).strip()
    if any(letter.islower() for letter in text):
        return text
    municipality = municipality_by_name(text)
    if municipality and text == municipality.register_name:
        return municipality.official_name
    words = re.sub(r"\s*,\s*", ", ", text).split(" ")
    return " ".join(_word(word, first=index == 0) for index, word in enumerate(words))
