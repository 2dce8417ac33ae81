"""Protocols on the reviewer's side; the organiser's side is views/participation/facts.py."""

from .checking import answer, finish, send, send_all
from .listing import index
from .papers import pdf, word
from .writing import add, move, protocol, remove, restore, write

__all__ = [
    "add",
    "answer",
    "finish",
    "index",
    "move",
    "pdf",
    "protocol",
    "remove",
    "restore",
    "send",
    "send_all",
    "word",
    "write",
]
