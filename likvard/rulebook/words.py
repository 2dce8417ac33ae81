"""Words in the two languages of the product."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Swedish and in English."""

    sv: str
    en: str

    def text(self, language: str) -> str:
        """`language` is a language code; anything but English gives Swedish."""
        return self.en if language.startswith("en") else self.sv

    def __str__(self) -> str:
        return self.sv
