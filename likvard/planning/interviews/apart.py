"""The plan made in a process of its own: a solver in native code that breaks down takes nothing else with it.

CP-SAT checks itself with assertions that end the process (`Check failed`). In the process of the site, of its worker or
of a script that would be the end of everything else there. Here it is the end of one attempt: the next is made with
another seed and one worker, and when that breaks down too, the plan that was there at once is what there is.
"""

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from .making import made, made_at_once
from .values import Effort, Placed, Plan, Task

# A server that has loaded the solver once and is forked for each plan; where there is no fork, each process loads it.
_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def made_apart(
    task: Task,
    *,
    effort: Effort,
    progress: Callable[[int, int], None],
    first: Callable[[tuple[Placed, ...]], None],
) -> Plan:
    """What `making.made` gives. Raises what it raises; never ends because the solver does."""
    told = False

    def once(placed: tuple[Placed, ...]) -> None:
        nonlocal told
        if not told:
            told = True
            first(placed)

    for attempt in (effort, replace(effort, seed=effort.seed + 1, workers=1)):
        answer = _attempt(task, attempt, progress, once)
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
    return made_at_once(task)


def _attempt(
    task: Task,
    effort: Effort,
    progress: Callable[[int, int], None],
    first: Callable[[tuple[Placed, ...]], None],
) -> Plan | Exception | None:
    """The plan, the error that making it ran into, or None when the process ended without a word."""
    context: Any = multiprocessing.get_context(_METHOD)
    if _METHOD == "forkserver":
        context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(theirs, task, effort), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            what, answer = ours.recv()
            if what == "progress":
                progress(*answer)
            elif what == "first":
                first(answer)
            else:
                return answer  # type: ignore[no-any-return]
    except EOFError:
        return None
    finally:
        ours.close()
        if process.is_alive():
            process.terminate()
        process.join()


def _make(pipe: Connection, task: Task, effort: Effort) -> None:
    """In the process of its own."""
    try:
        plan = made(
            task,
            effort=effort,
            progress=lambda done, of: pipe.send(("progress", (done, of))),
            first=lambda placed: pipe.send(("first", placed)),
        )
        pipe.send(("done", plan))
    except Exception as error:
        # Handed over whole to whoever asked for the plan.
        pipe.send(("failed", error))
