"""The protocol of docs/programs.md in the standard library alone, and what a program that keeps to it answers."""

import array
import json
import math
import os


class Pipe:
    """Standard input and output. Numbers are bytes, or array.array("d") where they are needed."""

    def __init__(self):
        self._in = os.fdopen(0, "rb", 1 << 16)

    def message(self):
        """The next line; None at the end of input."""
        line = self._in.readline()
        return json.loads(line) if line else None

    def numbers(self, count):
        return array.array("d", self._in.read(8 * count))

    def send(self, message, numbers=b""):
        self.send_bytes(json.dumps(message).encode() + b"\n" + bytes(numbers))

    @staticmethod
    def send_bytes(data):
        view = memoryview(data)
        while view:
            view = view[os.write(1, view):]


class Sampler:
    """ddim: Y_{t-1} = (Y_t + beta_t/2 s_t(Y_t)) / sqrt(alpha_t). A hostile mode overrides what it does otherwise."""

    hello = {"diffrates": 1}

    def __init__(self, pipe):
        self.pipe = pipe

    def serve(self):
        self.greet()
        self.about = self.pipe.message()
        if self.about is None:
            return
        while (run := self.pipe.message()) is not None:
            n = run["points"]
            y = self.sample(self.pipe.numbers(n * self.about["dimension"]), n)
            self.answer(run["run"], n, y)
        self.end()

    def greet(self):
        self.pipe.send(self.hello)

    def sample(self, y, n):
        L = [0.0] + self.about["L"]
        for t in range(self.about["T"], 1, -1):
            scores = self.score(t, y, n)
            step = L[t] - L[t - 1]
            half_beta, root_alpha = -math.expm1(-step) / 2, math.exp(-step / 2)
            y = array.array("d", [(a + half_beta * s) / root_alpha for a, s in zip(y, scores)])
        return y

    def score(self, t, y, n):
        self.pipe.send({"score": {"t": t}, "points": n}, y)
        self.pipe.message()
        return self.pipe.numbers(len(y))

    def answer(self, run, n, y):
        self.pipe.send({"done": run, "points": n}, y)

    def end(self):
        pass


class ScoreProgram:
    """The score of a mixture of Gaussians on a line whose means lie 0.02 off the target's: a known error of known size."""

    hello = {"diffrates": 1, "tangents": True}
    shift = 0.02

    def __init__(self, pipe):
        self.pipe = pipe

    def serve(self):
        self.greet()
        self.about = self.pipe.message()
        if self.about is None:
            return
        target = self.about["target"]
        total = sum(target["weights"])
        self.parts = [(w / total, m + self.shift, v) for w, m, v in zip(target["weights"], target["means"], target["variances"])]
        while (asked := self.pipe.message()) is not None:
            n, tangents = asked["points"], asked.get("tangents", 0)
            x, v = self.pipe.numbers(n), self.pipe.numbers(tangents * n)
            score, slope = array.array("d"), array.array("d")
            for place in x:
                s, ds = self.at(asked["score"]["L"], place)
                score.append(s)
                slope.append(ds)
            mapped = array.array("d", [slope[i % n] * v[i] for i in range(tangents * n)])
            self.answer(n, tangents, score, mapped)
        self.end()

    def greet(self):
        self.pipe.send(self.hello)

    def at(self, L, x):
        """The score and its derivative at noise level L."""
        signal, noise = math.exp(-L / 2), -math.expm1(-L)
        logs, slopes, bends = [], [], []
        for weight, mean, variance in self.parts:
            spread = signal * signal * variance + noise
            away = x - signal * mean
            logs.append(math.log(weight) - 0.5 * math.log(spread) - away * away / (2 * spread))
            slopes.append(-away / spread)
            bends.append(-1 / spread)
        top = max(logs)
        shares = [math.exp(value - top) for value in logs]
        total = sum(shares)
        score = sum(r * s for r, s in zip(shares, slopes)) / total
        return score, sum(r * (b + s * s) for r, s, b in zip(shares, slopes, bends)) / total - score * score

    def answer(self, n, tangents, score, mapped):
        message = {"points": n}
        if tangents:
            message["tangents"] = tangents
        self.pipe.send(message, bytes(score) + bytes(mapped))

    def end(self):
        pass
