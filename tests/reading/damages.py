"""Damage done to clean text on purpose, in the ways that found documents show it."""

import random
import re


def stripped(text: str, seed: int = 1) -> str:
    """A scan read without Swedish letters: å to a, ä to a or é, ö to o, é, d or 6."""
    dice = random.Random(seed)
    table = {
        "å": ["a"] * 12 + ["d"],
        "ä": ["a"] * 20 + ["é", "d"],
        "ö": ["o"] * 5 + ["é"] * 8 + ["d", "d", "6"],
        "Å": ["A"],
        "Ä": ["A"],
        "Ö": ["O"],
    }
    return "".join(dice.choice(table[letter]) if letter in table else letter for letter in text)


def confused(text: str, seed: int = 1, share: float = 0.04) -> str:
    """Letters taken for others in some words of more than six letters."""
    dice = random.Random(seed)
    swaps = [("m", "rn"), ("n", "ii"), ("rj", "ij"), ("in", "m"), ("h", "li"), ("l", "|"), ("l", "i"), ("ll", "il")]

    def damage(found: re.Match[str]) -> str:
        word = found.group()
        if dice.random() > share:
            return word
        fitting = [(a, b) for a, b in swaps if a in word[1:]]
        if not fitting:
            return word
        old, new = dice.choice(fitting)
        at = word.index(old, 1)
        return word[:at] + new + word[at + len(old) :]

    return re.sub(r"\b[a-zåäö]{7,}\b", damage, text)


def signs(text: str, seed: int = 1) -> str:
    """§ read as $, 8 or 5, bullets as », « or e."""
    dice = random.Random(seed)
    text = re.sub("§§", lambda _: dice.choice(["$$", "88", "55", "8$", "58"]), text)
    text = re.sub("§", lambda _: dice.choice(["$", "8", "5"]), text)
    return re.sub("^•", lambda _: dice.choice(["»", "«", "e", "+", "¢"]), text, flags=re.M)


def letter_spaced(word: str) -> str:
    return "  ".join(" ".join(part) for part in word.split(" "))


def shifted(text: str) -> str:
    """A font without a Unicode map: glyph numbers of the Macintosh order taken for characters."""
    special = {"å": "n", "ä": "l", "ö": "|", "Å": "c", "Ä": "b", "Ö": "g"}
    return "".join(special.get(c) or (c if c in " \n" else chr(ord(c) - 29) if ord(c) >= 61 else "") for c in text)


def mojibake(text: str) -> str:
    return text.encode().decode("cp1252", errors="replace")


def hyphen_lost(text: str) -> str:
    """The first hyphen of the first date."""
    return re.sub(r"\b(\d{4})-(\d{2})-(\d{2})\b", r"\1\2-\3", text, count=1)


def wrapped(text: str, seed: int = 1) -> str:
    """Long words broken by a hyphen and a line end."""
    dice = random.Random(seed)

    def broken(found: re.Match[str]) -> str:
        word = found.group()
        if dice.random() > 0.15:
            return word
        at = dice.randrange(3, len(word) - 3)
        return word[:at] + "-\n" + word[at:]

    return re.sub(r"(?<=[a-zåäö,] )[a-zåäö]{10,}(?= [a-zåäö])", broken, text)
