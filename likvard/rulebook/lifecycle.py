"""The one state machine of a received case. Pure: facts in, reasons out; only `reviews.actions.move` writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from likvard.rulebook.guards import GUARDS, Facts, Reason
from likvard.rulebook.permissions import Permission
from likvard.rulebook.words import Words

State = Literal["registered", "announced", "decided", "answered", "closed"]
STATES: tuple[State, ...] = ("registered", "announced", "decided", "answered", "closed")
START: State = "registered"
END: State = "closed"


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from which states, to which, who may, what must be true, and the event it leaves behind."""

    name: str
    sources: tuple[State, ...]
    target: State
    permission: Permission
    requires: tuple[str, ...]
    records: str
    label: Words


class NoSuchStep(LookupError):  # noqa: N818 - read aloud where it is raised
    """The case cannot take that step from the state it is in (or the step does not exist)."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    transitions: tuple[Transition, ...]

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """The steps out of `state`, in the order of the definition."""
        return tuple(t for t in self.transitions if state in t.sources)

    def step(self, state: str, name: str) -> Transition:
        """The step called `name` out of `state`. Raises `NoSuchStep`."""
        for transition in self.leaving(state):
            if transition.name == name:
                return transition
        raise NoSuchStep(f"no step {name!r} from {state!r}")

    def unmet(self, transition: Transition, facts: Facts) -> tuple[Reason, ...]:
        """What must wait, in the order that the definition names its guards; empty = the step may be taken."""
        reasons = (GUARDS[name](facts) for name in transition.requires)
        return tuple(reason for reason in reasons if reason is not None)

    def reachable_from(self, state: str) -> frozenset[str]:
        """Every state that some walk from `state` comes to, itself included."""
        seen: set[str] = {state}
        waiting = [state]
        while waiting:
            for transition in self.leaving(waiting.pop()):
                if transition.target not in seen:
                    seen.add(transition.target)
                    waiting.append(transition.target)
        return frozenset(seen)

    def faults(self) -> Iterable[tuple[str, str]]:
        """What makes this no lifecycle, as (state, sentence): one that nobody can reach, or that no walk ends from."""
        used = {START, END} | {t.target for t in self.transitions} | {s for t in self.transitions for s in t.sources}
        reached = self.reachable_from(START)
        for state in sorted(used):
            if state not in reached:
                yield state, f"state {state!r} cannot be reached from {START!r}"
            if END not in self.reachable_from(state):
                yield state, f"state {state!r} can never end in {END!r}"
