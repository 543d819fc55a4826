"""A Python function, a trained network for instance, as the score."""

from __future__ import annotations

from typing import Callable, Optional

import numpy

from .channel import Array, Channel, checked, serve
from .levels import Level, Schedule

ScoreFunction = Callable[[Level, Array], Array]


def mapped(jacobian: Array, tangents: Array) -> Array:
    """J v of each point: (n, d, d) times (j, n, d)."""
    if jacobian.shape[1] == 1:
        return tangents * jacobian[:, 0]
    return numpy.ascontiguousarray(numpy.einsum("nab,jnb->jna", jacobian, tangents, optimize=True))


def serve_score(function: ScoreFunction, jacobian: Optional[ScoreFunction] = None) -> None:
    """Serves `function(level, x)`, the score in the places x, an (n, d) array; its noise level has `t` (None between two
    levels of the schedule), `L`, `abar`, `signal`, `sigma`, `lambda_` and `noise_ratio`.

    `jacobian(level, x)`, if given, is its derivative, (n, d, d), row a being the gradient of the score's coordinate a:
    laws that need derivatives then take them from here, and not from differences. Returns when the suite closes the
    pipe; prints and exceptions as in serve_sampler.
    """

    def answer(channel: Channel, schedule: Schedule) -> None:
        d = schedule.dimension
        while (message := channel.receive()) is not None:
            n, j, asked = int(message["points"]), int(message.get("tangents", 0)), message["score"]
            places, tangents = channel.numbers((n, d)), channel.numbers((j, n, d))
            t = asked.get("t")
            level = Level(float(asked["L"]) if "L" in asked else schedule.L(t), t)
            values = checked(function(level, places), (n, d), "what the score returned")
            reply = {"points": n}
            blocks = [values]
            if j > 0:
                if jacobian is None:
                    raise ValueError(f"the suite sent {j} tangents to a score without a Jacobian")
                reply["tangents"] = j
                blocks.append(mapped(checked(jacobian(level, places), (n, d, d), "what the Jacobian returned"), tangents))
            channel.send(reply, *blocks)

    serve("score", {} if jacobian is None else {"tangents": True}, answer)
