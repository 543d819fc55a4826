"""The pipe: one line of JSON a message, then the numbers it announces as little-endian doubles, row by row."""

from __future__ import annotations

import fcntl
import io
import json
import os
import sys
import traceback
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

import numpy
from numpy.typing import NDArray

from .levels import Schedule

Array = NDArray[numpy.float64]
Message = Dict[str, Any]

#: Of a pipe, in bytes: 100 000 numbers pass without a switch between the two processes. Best effort.
_pipe_bytes = 1 << 20


class SuiteGone(Exception):
    """The other end of the pipe is closed: nobody waits for an answer any more."""


class Channel:
    """Messages in and out through two file descriptors. One write a message; arrays are read in place."""

    def __init__(self, source: int, sink: int) -> None:
        self._source = io.BufferedReader(io.FileIO(source, "rb"), 1 << 16)
        self._sink = sink
        for end in (source, sink):
            try:
                fcntl.fcntl(end, getattr(fcntl, "F_SETPIPE_SZ", 1031), _pipe_bytes)
            except OSError:
                pass  # not a pipe, or a smaller one is all there is

    @classmethod
    def claim(cls) -> Channel:
        """Takes standard input and output for itself: what else reads finds nothing, what else prints, in this process
        or one it starts, goes to standard error."""
        sys.stdout.flush()
        source, sink = os.dup(0), os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return cls(source, sink)

    def receive(self) -> Optional[Message]:
        """The next line; None at the end of input."""
        line = self._source.readline()
        if not line:
            return None
        if not line.endswith(b"\n"):
            raise SuiteGone
        message = json.loads(line)
        if not isinstance(message, dict):
            raise ValueError(f"the suite sent {line[:80]!r}; accepted: a JSON object")
        return message

    def numbers(self, shape: Tuple[int, ...]) -> Array:
        """The numbers that follow a line."""
        values = numpy.empty(shape, dtype="<f8")
        if values.size:
            if self._source.readinto(values.data.cast("B")) != values.nbytes:
                raise SuiteGone
        return values.astype(numpy.float64, copy=False)

    def send(self, message: Mapping[str, Any], *blocks: Array) -> None:
        views: List[memoryview] = [memoryview(json.dumps(message, separators=(",", ":")).encode() + b"\n")]
        for block in blocks:
            if block.size:
                views.append(numpy.ascontiguousarray(block, dtype="<f8").data.cast("B"))
        try:
            while views:
                written = os.writev(self._sink, views)
                while views and written >= len(views[0]):
                    written -= len(views.pop(0))
                if written:
                    views[0] = views[0][written:]
        except BrokenPipeError:
            raise SuiteGone from None


def checked(values: Any, shape: Tuple[int, ...], where: str) -> Array:
    """`values` as an array of this shape of 64-bit floating-point numbers; else TypeError or ValueError."""
    array = numpy.asarray(values)
    if array.dtype != numpy.float64:
        why = " (with less digits the numbers drown in rounding; convert them if that is what is to be measured)"
        raise TypeError(f"{where} is {array.dtype}; accepted: float64" + (why if array.dtype.kind == "f" else ""))
    if array.shape != shape:
        raise ValueError(f"{where} has shape {array.shape}; accepted: {shape}")
    return array


def serve(role: str, hello: Mapping[str, Any], answer: Callable[[Channel, Schedule], None]) -> None:
    """Greets the suite, learns what the cell is about and answers until the input ends. What goes wrong in between is
    told on standard error, and ends the program with exit code 1; a suite that is gone ends it without a word."""
    channel = Channel.claim()
    try:
        channel.send({"diffrates": 1, **hello})
        about = channel.receive()
        if about is None:
            return
        if about.get("role") != role:
            raise ValueError(f"the suite asks for a {about.get('role')}; this program is a {role}")
        answer(channel, Schedule(int(about["dimension"]), int(about["T"]), [float(L) for L in about["L"]],
                                 about.get("target", {}), about.get("start", "exact")))
    except SuiteGone:
        pass
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
        raise SystemExit(1) from None
