"""Interviews on the reviewer's side; the interviewed answer in views/participation/times.py."""

from .listing import index, progress
from .needs import add, busy, need, participant, remove_busy, settings
from .one import interview, place, step
from .planning import offer, plan

__all__ = [
    "add",
    "busy",
    "index",
    "interview",
    "need",
    "offer",
    "participant",
    "place",
    "plan",
    "progress",
    "remove_busy",
    "settings",
    "step",
]
