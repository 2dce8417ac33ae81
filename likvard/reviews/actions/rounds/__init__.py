"""What is done to a round as a whole. Every action of a round begins with `require_open` or `require_running`."""

from .guard import RoundRefuses, require_open, require_running
from .making import change_round, create_round

__all__ = ["RoundRefuses", "change_round", "create_round", "require_open", "require_running"]
