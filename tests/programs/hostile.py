#!/usr/bin/env python3
"""hostile.py [--role sampler | score] MODE: a program that breaks the protocol of docs/programs.md in one way, or, for the
modes that begin with "good", keeps to it. hostile.py --list [--role ROLE] prints the modes. Standard library only.

What lingers ends by itself after two minutes, so that a failed test leaves nothing behind for long.
"""

import argparse
import array
import math
import os
import random
import signal
import sys
import time

from pipe import Pipe, Sampler, ScoreProgram

LINGER = 120  # seconds


def hang():
    time.sleep(LINGER)
    os._exit(3)


def child_that_stays(new_session):
    """A child that computes on, holding the pipes open."""
    if os.fork() == 0:
        if new_session:
            os.setsid()
        end = time.time() + LINGER
        while time.time() < end:
            time.sleep(0.01)
        os._exit(0)


def a_byte_a_second(data):
    for byte in data:
        os.write(1, bytes([byte]))
        time.sleep(1)


# Before anything is said -------------------------------------------------------------------------------------------------


def silent(program):
    """Says nothing at all."""
    program.greet = hang


def slow(program):
    """Its first line comes by one byte a second."""
    program.greet = lambda: a_byte_a_second(b'{"diffrates": 1}' + b" " * LINGER + b"\n")


def endless(program):
    """Output without end and without a newline."""

    def greet():
        while True:
            os.write(1, b"0" * 65536)

    program.greet = greet


def ends_at_once(program):
    """Ends before it says anything."""

    def greet():
        print("nothing to do here", file=sys.stderr)
        sys.exit(0)

    program.greet = greet


def says_nothing_known(program):
    """Its first line is no greeting."""
    program.hello = {"hello": "world"}


def another_version(program):
    """Announces a version that there is not."""
    program.hello = {"diffrates": 2}


def prints(program):
    """Prints a line for people before it greets."""

    def greet():
        program.pipe.send_bytes(b"Loading model ...\n")
        program.pipe.send(program.hello)

    program.greet = greet


def nested(program):
    """A greeting of 100 000 brackets."""
    program.greet = lambda: program.pipe.send_bytes(b"[" * 100000 + b"\n")


# At the first message with points ------------------------------------------------------------------------------------------


def at_answer(act):
    """A mode that does `act(program)` in the place of its answers."""

    def mode(program):
        program.answer = lambda *given: act(program, *given)

    mode.__doc__ = act.__doc__
    return mode


def last_line(program, given):
    """What a correct answer begins with, as the role has it, for n points."""
    if program.role == "sampler":
        return {"done": given[0], "points": given[1]}
    return {"points": given[0], "tangents": given[1]}


def values_of(program, given):
    return given[2]


def all_of(program, given):
    """The numbers of a correct answer: Y_1, or the scores and what tangents become."""
    return b"".join(map(bytes, given[2:]))


@at_answer
def silent_later(program, *given):
    """Greets, takes the points and says nothing more."""
    hang()


@at_answer
def slow_later(program, *given):
    """Answers by one byte a second."""
    program.pipe.send(last_line(program, given))
    a_byte_a_second(all_of(program, given))


@at_answer
def endless_later(program, *given):
    """Answers without end and without a newline."""
    while True:
        os.write(1, b"0" * 65536)


@at_answer
def wrong_count(program, *given):
    """Answers one point too few, and says so."""
    line = last_line(program, given)
    line["points"] -= 1
    numbers = all_of(program, given)
    program.pipe.send(line, numbers[: len(numbers) // (line["points"] + 1) * line["points"]])


@at_answer
def nan(program, *given):
    """The last number of its answer is not a number."""
    values = array.array("d", all_of(program, given))
    values[-1] = math.nan
    program.pipe.send(last_line(program, given), values)


@at_answer
def cut_line(program, *given):
    """A line of JSON that is cut short."""
    program.pipe.send_bytes(b'{"points": 1' + b"\n")


@at_answer
def cut_numbers(program, *given):
    """Ends in the middle of its numbers."""
    values = all_of(program, given)
    program.pipe.send(last_line(program, given), values[: len(values) // 2])
    sys.exit(0)


@at_answer
def more_bytes(program, *given):
    """Eight bytes more than it announced."""
    program.pipe.send(last_line(program, given), all_of(program, given) + b"\0" * 8)


@at_answer
def twice(program, *given):
    """Every answer twice."""
    for _ in range(2):
        program.pipe.send(last_line(program, given), all_of(program, given))


@at_answer
def crashes(program, *given):
    """Dies of a segmentation fault."""
    os.kill(os.getpid(), signal.SIGSEGV)


@at_answer
def stops_itself(program, *given):
    """Stops (SIGSTOP) instead of answering."""
    os.kill(os.getpid(), signal.SIGSTOP)


@at_answer
def closes_output(program, *given):
    """Closes its output and computes on."""
    os.close(1)
    hang()


@at_answer
def orphans(program, *given):
    """Ends, leaving a child in a session of its own that holds the pipes."""
    child_that_stays(new_session=True)
    os._exit(0)


def ends_after_the_first(program):
    """Answers once, then ends."""
    answer = program.answer

    def once(*given):
        answer(*given)
        print("that is enough", file=sys.stderr)
        sys.exit(0)

    program.answer = once


def own_noise(program):
    """Adds noise of its own to every answer."""
    answer = program.answer

    def noisy(*given):
        values = values_of(program, given)
        for i, value in enumerate(values):
            values[i] = random.gauss(value, 1e-3)
        answer(*given)

    program.answer = noisy


def depends_on_the_batch(program):
    """What it answers to a point depends on the points beside it."""
    answer = program.answer

    def shared(*given):
        values = values_of(program, given)
        middle = sum(values) / max(1, len(values))
        for i, value in enumerate(values):
            values[i] = value + 1e-3 * middle
        answer(*given)

    program.answer = shared


# With processes and signals ------------------------------------------------------------------------------------------------


def forks(program):
    """A child in its process group outlives it."""
    greet = program.greet
    program.greet = lambda: (child_that_stays(new_session=False), greet())


def forks_away(program):
    """A child in a session of its own outlives it."""
    greet = program.greet
    program.greet = lambda: (child_that_stays(new_session=True), greet())


def ignores_sigterm(program):
    """Ignores SIGTERM, SIGINT and SIGHUP and hangs when it should answer."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    silent_later(program)


def gigabyte_of_complaints(program):
    """Writes 1 GiB to standard error before it answers."""
    answer = program.answer

    def complaining(*given):
        block = b"this is fine " * 5041 + b"\n" * 3
        for _ in range((1 << 30) // len(block)):
            os.write(2, block)
        answer(*given)
        program.answer = answer

    program.answer = complaining


def exit_code_1(program):
    """Answers everything, then ends with exit code 1."""
    program.end = lambda: sys.exit(1)


def stays_at_the_end(program):
    """Answers everything and does not end at the end of input."""
    program.end = hang


# What only a sampler can do --------------------------------------------------------------------------------------------------


def asks_for_ever(program):
    """Asks for the score again and again."""

    def sample(y, n):
        while True:
            program.score(program.about["T"], y, n)

    program.sample = sample


def asks_for_everything(program):
    """Asks for the score of 10^12 points."""

    def sample(y, n):
        program.pipe.send({"score": {"t": program.about["T"]}, "points": 10**12}, y)
        hang()

    program.sample = sample


def asks_without_reading(program):
    """Asks for scores without taking the answers, until both pipes are full."""

    def sample(y, n):
        while True:
            program.pipe.send({"score": {"t": program.about["T"]}, "points": n}, y)

    program.sample = sample


def asks_beyond(program):
    """Asks for the score at t = 0."""
    program.sample = lambda y, n: program.score(0, y, n)


def asks_below_zero(program):
    """Asks for the score at L = -1."""

    def sample(y, n):
        program.pipe.send({"score": {"L": -1}, "points": n}, y)
        hang()

    program.sample = sample


def asks_nowhere(program):
    """Asks for the score in places that are no numbers."""
    program.sample = lambda y, n: program.score(program.about["T"], array.array("d", [math.nan] * len(y)), n)


def another_run(program):
    """Says that it has done a run that was not asked for."""
    answer = program.answer
    program.answer = lambda run, n, y: answer(run + 1, n, y)


def collapses(program):
    """A map that folds: Y_1 = |Y_T|."""
    program.sample = lambda y, n: array.array("d", [abs(value) for value in y])


def good(program):
    """Keeps to the protocol: ddim, or a score with a small error."""


def good_values(program):
    """A score that maps no tangents."""
    program.hello = {"diffrates": 1}


both = [silent, slow, endless, ends_at_once, says_nothing_known, another_version, prints, nested, silent_later, slow_later,
        endless_later, wrong_count, nan, cut_line, cut_numbers, more_bytes, twice, crashes, stops_itself, closes_output, orphans,
        ends_after_the_first, own_noise, depends_on_the_batch, forks, forks_away, ignores_sigterm, gigabyte_of_complaints,
        exit_code_1, stays_at_the_end, good]
modes = {"sampler": both + [asks_for_ever, asks_for_everything, asks_without_reading, asks_beyond, asks_below_zero, asks_nowhere,
                            another_run, collapses],
         "score": both + [good_values]}


def name(mode):
    return next(key for key, value in globals().items() if value is mode).replace("_", "-")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--role", choices=list(modes), default="sampler")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("mode", nargs="?")
    given = parser.parse_args()
    known = {name(mode): mode for mode in modes[given.role]}
    if given.list:
        for key, mode in known.items():
            print(f"{key:24}{mode.__doc__}")
        return
    if given.mode not in known:
        parser.error(f"mode {given.mode}; accepted: {' '.join(known)}")
    program = (Sampler if given.role == "sampler" else ScoreProgram)(Pipe())
    program.role = given.role
    known[given.mode](program)
    program.serve()


if __name__ == "__main__":
    main()
