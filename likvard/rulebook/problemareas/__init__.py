"""Which problem areas a finding may be about: a rule on words, told as a proposal that a person takes or changes.

An area is proposed when the text has a word that begins as one of the area's beginnings in `words.toml` ("studiero"
finds "studieron"), or that ends as one of its endings ("-frånvaro" finds "skolfrånvaro"). The rule knows no meaning:
"elevhälsan fungerar väl" proposes pupil health too. It proposes and never sorts.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    read: dict[str, list[str]] = tomllib.loads(
        files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    )  # fmt: skip
    return {
        code: re.compile(
            "|".join(re.escape(w[1:]) + r"\w*" if w.startswith("-") else r"(?<!\w)" + re.escape(w) for w in words)
        )
        for code, words in read.items()
    }


def codes() -> tuple[str, ...]:
    """The areas of the rule, in the order in which they are shown."""
    return tuple(_patterns())


def proposed(text: str) -> tuple[str, ...]:
    """The areas whose words stand in the text, in their order; none where it has no such word."""
    folded = " ".join(text.lower().split())
    return tuple(code for code, pattern in _patterns().items() if pattern.search(folded))
