"""Pages of the state of play."""

from .index import index

__all__ = ["index"]
