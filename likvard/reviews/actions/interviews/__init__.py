"""Interviews: what is needed, when people cannot, the plan, and the way of a time from proposed to held."""

from .invitations import send_invitations
from .needs import (
    add_busy_time,
    cancel_interview,
    change_interview,
    mark_held,
    need_interview,
    need_interviews,
    remove_busy_time,
    save_settings,
)
from .planning import ask_for_plan, make_plan
from .rules import NotNow, Overlaps
from .slots import accept, cancel_slot, counter_propose, decline, keep_first, offer, pin, place, take_counter

__all__ = [
    "NotNow",
    "Overlaps",
    "accept",
    "add_busy_time",
    "ask_for_plan",
    "cancel_interview",
    "cancel_slot",
    "change_interview",
    "counter_propose",
    "decline",
    "keep_first",
    "make_plan",
    "mark_held",
    "need_interview",
    "need_interviews",
    "offer",
    "pin",
    "place",
    "remove_busy_time",
    "save_settings",
    "send_invitations",
    "take_counter",
]
