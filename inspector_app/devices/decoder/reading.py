"""Reading one frame: step after step until a tag of ours is read or the time is over."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from inspector_app.devices.decoder.frame import Frame
from inspector_app.devices.decoder.looks import Clock, Readers
from inspector_app.devices.decoder.steps import STEPS, Attempt, Step
from inspector_app.devices.decoder.trust import is_doubtful, is_ours, worth_telling


class Limit(NamedTuple):
    """The time that one frame may take, from when it was begun."""

    clock: Clock
    began: float
    budget_s: float

    def leaves(self, share: float) -> bool:
        """True if that share of the budget is left."""
        return self.clock() - self.began <= self.budget_s * (1 - share)


class Reading(NamedTuple):
    """What came of a frame."""

    texts: tuple[str, ...]
    step: str
    """The step that read it; empty when none did."""
    attempts: int


def read_frame(
    frame: Frame,
    readers: Readers,
    limit: Limit,
    steps: Sequence[Step] = STEPS,
    hosts: Collection[str] = (),
) -> Reading:
    """Return what the first step that reads a tag of ours reads, with what was read before.

    `hosts` are those whose links are ours. A code of something else does not end the search at
    once, for a tag may be beside it, but only the quick steps go on looking. The first attempt is
    always made.
    """
    texts: list[str] = []
    read_by, attempts = "", 0
    for step in steps:
        if not step.quick and any(not is_doubtful(text) for text in texts):
            break
        for attempt in _affordable(step, frame, readers, limit, first=not attempts):
            attempts += 1
            look = attempt.decoder.decode(attempt.picture)
            if attempt.scale:
                frame.suspect(look.suspects, attempt.scale)
            if look.texts and not read_by:
                read_by = step.name
            texts += look.texts
            if any(is_ours(text, hosts) for text in look.texts):
                return Reading(worth_telling(texts), step.name, attempts)
    return Reading(worth_telling(texts), read_by, attempts)


def _affordable(
    step: Step, frame: Frame, readers: Readers, limit: Limit, *, first: bool
) -> Iterator[Attempt]:
    """Yield the step's attempts while there is time; making one costs time, too."""
    if not first and not limit.leaves(step.needs):
        return
    for attempt in step.attempts(frame, readers):
        yield attempt
        if not limit.leaves(step.needs):
            return
