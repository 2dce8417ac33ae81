"""Every address of the site, found by walking the address lists: a new page is there without being listed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    name: str
    parameters: tuple[str, ...]
    view: Callable

    @property
    def guard(self) -> Any:
        return getattr(self.view, "guard", None)

    def of(self, **values: object) -> str:
        return reverse(self.name, kwargs={p: values[p] for p in self.parameters})

    def __str__(self) -> str:
        return self.name


def _walk(patterns: list, spaces: tuple[str, ...], parameters: tuple[str, ...]) -> Iterator[Address]:
    for one in patterns:
        own = tuple(one.pattern.converters) or tuple(getattr(one.pattern, "regex", None).groupindex)
        if isinstance(one, URLResolver):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _walk(one.url_patterns, inner, (*parameters, *own))
        elif isinstance(one, URLPattern):
            yield Address(":".join((*spaces, one.name or "")), (*parameters, *own), one.callback)


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, (), ()))
