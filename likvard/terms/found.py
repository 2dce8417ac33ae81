"""A value and the place in a text where it stands."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """`value` was read from `text[start:end]`: half open, counted in characters."""

    value: T_co
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no such span: {self.start}..{self.end}")

    def within(self, text: str) -> str:
        """The characters that the value was read from."""
        return text[self.start : self.end]

    def moved(self, by: int) -> "Found[T_co]":
        """The same value, counted from another place (a block's start in its document)."""
        return Found(self.value, self.start + by, self.end + by)
