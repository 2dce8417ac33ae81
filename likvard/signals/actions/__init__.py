"""What can be done to signals. Nothing here gives the ledger a name or a word that somebody wrote."""

from .chain import NotYours, add_entry, add_measure, finish_measure, register, take_step
from .erasing import Erased, erase, erase_due
from .identities import NewPerson, add_person
from .people import name_case_person, release_case_person
from .reading import open_identity, open_signal
from .resealing import Resealed, reseal_all

__all__ = [
    "Erased",
    "NewPerson",
    "NotYours",
    "Resealed",
    "add_entry",
    "add_measure",
    "add_person",
    "erase",
    "erase_due",
    "finish_measure",
    "name_case_person",
    "open_identity",
    "open_signal",
    "register",
    "release_case_person",
    "reseal_all",
    "take_step",
]
