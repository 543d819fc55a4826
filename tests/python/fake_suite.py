"""The suite's side of the protocol of docs/programs.md, with exact scores of a mixture of Gaussians: enough to test what stands
on the other side."""

import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds until a program that says nothing is ended

MIXTURE = {"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]}


def python(code):
    """A command that runs this code, which finds the package."""
    return [sys.executable, "-c", code]


def smooth(T, l_min=1e-3, l_max=12.0):
    """L_1 .. L_{T+1} with L + log L uniform in t, by Newton's method in log L."""
    ends = [math.log(l) + l for l in (l_min, l_max)]
    u = ends[0] + numpy.arange(T + 1) / (T - 1) * (ends[1] - ends[0])
    x = numpy.where(u > 1, numpy.log(numpy.maximum(u, 1)), u)
    for _ in range(60):
        x = x - (x + numpy.exp(x) - u) / (1 + numpy.exp(x))
    return numpy.exp(x)


class Mixture:
    """X_t = sqrt(abar) X_0 + sqrt(1 - abar) N(0, I) on a line."""

    def __init__(self, target=MIXTURE):
        weights = numpy.array(target["weights"], dtype=float)
        self.weights = weights / weights.sum()
        self.means, self.variances = numpy.array(target["means"]), numpy.array(target["variances"])

    def at(self, L):
        return math.exp(-L / 2) * self.means, math.exp(-L) * self.variances - math.expm1(-L)

    def score(self, L, x):
        """Of (n, 1) places, and its derivative."""
        means, variances = self.at(L)
        away = x - means
        logs = numpy.log(self.weights) - numpy.log(variances) / 2 - away**2 / (2 * variances)
        share = numpy.exp(logs - logs.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        slope = -away / variances
        score = (share * slope).sum(axis=1, keepdims=True)
        return score, (share * (slope**2 - 1 / variances)).sum(axis=1, keepdims=True) - score**2

    def cdf(self, L, x):
        means, variances = self.at(L)
        z = (x[:, None] - means) / numpy.sqrt(2 * variances)
        return (self.weights * numpy.vectorize(math.erfc)(-z) / 2).sum(axis=1)


class FakeSuite:
    """Starts a program and speaks with it. `asked` keeps what it asked: (message, places)."""

    def __init__(self, command, role="sampler", T=8, levels=None, dimension=1, law=Mixture(), cwd=None):
        self.levels = smooth(T) if levels is None else levels
        self.dimension, self.law, self.asked = dimension, law, []
        self._errors = tempfile.TemporaryFile()
        environment = dict(os.environ, PYTHONPATH=str(ROOT / "python"), PYTHONDONTWRITEBYTECODE="1")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
                                        env=environment, cwd=cwd)
        self.about = {"role": role, "dimension": dimension, "T": T, "L": list(self.levels), "target": MIXTURE, "start": "exact"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self._errors.close()

    def send(self, message, *blocks):
        self.send_bytes(json.dumps(message).encode() + b"\n" + b"".join(numpy.asarray(b, "<f8").tobytes() for b in blocks))

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def receive(self):
        """The next line; None at the end of its output."""
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def numbers(self, *shape):
        data = self.process.stdout.read(8 * math.prod(shape))
        return numpy.frombuffer(data, "<f8").reshape(shape)

    def greet(self):
        hello = self.receive()
        self.send(self.about)
        return hello

    def run(self, y, number=0):
        """Y_1 for Y_T = y, answering scores on the way; None if the program ended instead."""
        self.send({"run": number, "points": len(y)}, y)
        while (message := self.receive()) is not None:
            values = self.numbers(message["points"], self.dimension)
            if "done" in message:
                assert message == {"done": number, "points": len(y)}, message
                return values
            self.asked.append((message["score"], values))
            level = message["score"]
            L = level["L"] if "L" in level else self.levels[level["t"] - 1]
            self.send({"points": len(values)}, self.law.score(L, values)[0])
        return None

    def score(self, level, x, tangents=()):
        """What a score program answers: the message, the scores, the tangents mapped."""
        self.send({"score": level, "points": len(x), "tangents": len(tangents)}, x, *tangents)
        message = self.receive()
        if message is None:
            return None
        return message, self.numbers(*x.shape), [self.numbers(*x.shape) for _ in tangents]

    def close(self):
        """Closes the pipe: the exit code and what is left of the output."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        left = self.process.stdout.read()
        return self.process.wait(PATIENCE), left

    def errors(self):
        """What it wrote to standard error so far."""
        self._errors.seek(0)
        return self._errors.read().decode()
