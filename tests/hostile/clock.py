"""How long something takes, in seconds of the processor's time of this process."""

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

LONGEST = 3.0  # seconds; what takes longer is stopped


class TooLong(Exception):
    """The call was stopped; a search of `re` can be, it looks for signals."""


def seconds(call: Callable[[], Any], times: int = 1) -> float:
    """The best of several runs; `LONGEST` for a call that had to be stopped."""
    best = LONGEST
    for _turn in range(times):
        try:
            with _stopped_after(LONGEST):
                started = time.process_time()
                call()
                best = min(best, time.process_time() - started)
        except TooLong:
            return LONGEST
    return best


@contextmanager
def _stopped_after(limit: float) -> Iterator[None]:
    def stop(_signal: int, _frame: Any) -> None:
        raise TooLong

    collected = gc.isenabled()
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    gc.disable()  # what others left behind is not this call's doing
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if collected:
            gc.enable()
