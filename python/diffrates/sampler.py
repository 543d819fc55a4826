"""A Python function as a sampler."""

from __future__ import annotations

from typing import Any, Callable, Union

import numpy

from .channel import Array, Channel, SuiteGone, checked, serve
from .levels import Level, Schedule


class Score:
    """The score grad log p of X's law, from the suite: exact, plus the score error of the configuration. A call is one
    message and one evaluation."""

    def __init__(self, channel: Channel, schedule: Schedule) -> None:
        self._channel = channel
        self._schedule = schedule

    def __call__(self, t: int, y: Any) -> Array:
        """At the schedule's level t = 1 .. T + 1, in the places y, an (n, d) array."""
        return self._ask({"t": self._schedule.at(t).t}, y)

    def at(self, L: Union[float, Level], y: Any) -> Array:
        """At any level: L = -log abar >= 0, or a Level."""
        return self._ask({"L": (L if isinstance(L, Level) else Level(float(L))).L}, y)

    def _ask(self, level: dict[str, Any], y: Any) -> Array:
        places = numpy.asarray(y)
        if places.ndim != 2 or places.shape[1] != self._schedule.dimension:
            raise ValueError(f"score: y has shape {places.shape}; accepted: (n, {self._schedule.dimension})")
        places = checked(places, places.shape, "score: y")
        self._channel.send({"score": level, "points": len(places)}, places)
        message = self._channel.receive()
        if message is None:
            raise SuiteGone
        if message.get("points") != len(places):
            raise ValueError(f"the suite answered {message} to {len(places)} points")
        return self._channel.numbers(places.shape)


Sampler = Callable[[Array, Schedule, Score], Array]


def serve_sampler(function: Sampler) -> None:
    """Serves `function(y, schedule, score)`, which takes Y_T, an (n, d) array it may overwrite, to Y_1.

    Every point must be sampled on its own and without chance: the same y gives the same answer, whatever stands beside
    it. Returns when the suite closes the pipe. Prints go to standard error; an exception is told there and ends the
    program with exit code 1.
    """

    def answer(channel: Channel, schedule: Schedule) -> None:
        score = Score(channel, schedule)
        while (message := channel.receive()) is not None:
            n = int(message["points"])
            y = function(channel.numbers((n, schedule.dimension)), schedule, score)
            result = checked(y, (n, schedule.dimension), "what the sampler returned")
            channel.send({"done": message["run"], "points": n}, result)

    serve("sampler", {}, answer)
