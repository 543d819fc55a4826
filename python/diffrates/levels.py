"""Noise levels: X_t = sqrt(abar_t) X_0 + sqrt(1 - abar_t) N(0, I), kept as L = -log abar so that no digit is lost."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence, SupportsFloat, SupportsIndex


def _finite(name: str, value: SupportsFloat) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{name} is {number}; accepted: a finite number")
    return number


@dataclass(frozen=True)
class Level:
    """A noise level, by L = -log abar >= 0; `t` is its index in the schedule, None between two of its levels."""

    L: float
    t: Optional[int] = None

    def __post_init__(self) -> None:
        if _finite("L", self.L) < 0:
            raise ValueError(f"L is {self.L}; accepted: -log abar >= 0")

    @classmethod
    def of_lambda(cls, lambda_: float) -> Level:
        """From log(signal / sigma)."""
        x = -2 * _finite("lambda", lambda_)
        return cls(x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x)))

    @classmethod
    def of_noise_ratio(cls, ratio: float) -> Level:
        """From sigma / signal >= 0: L = log(1 + ratio^2)."""
        if _finite("noise_ratio", ratio) < 0:
            raise ValueError(f"noise_ratio is {ratio}; accepted: sigma / signal >= 0")
        return cls(math.log1p(ratio * ratio) if ratio <= 1 else 2 * math.log(ratio) + math.log1p(1 / ratio / ratio))

    @property
    def abar(self) -> float:
        """e^-L."""
        return math.exp(-self.L)

    @property
    def noise(self) -> float:
        """1 - abar, a variance."""
        return -math.expm1(-self.L)

    @property
    def signal(self) -> float:
        """sqrt(abar)."""
        return math.exp(-self.L / 2)

    @property
    def sigma(self) -> float:
        """sqrt(1 - abar)."""
        return math.sqrt(self.noise)

    @property
    def lambda_(self) -> float:
        """log(signal / sigma): infinite at L = 0."""
        return -0.5 * (self.L + math.log(self.noise)) if self.L > 0 else math.inf

    @property
    def noise_ratio(self) -> float:
        """sigma / signal."""
        return math.sqrt(math.expm1(self.L))


@dataclass(frozen=True)
class Schedule:
    """What a cell is about: the levels t = 1 .. T + 1, and the target whose law is sampled.

    A function of an index takes t = 1 .. T + 1 and gives a float; another t is an IndexError. At t = 1 the level below
    is the data, L = 0.
    """

    dimension: int
    T: int
    levels: Sequence[float]  #: L_1 .. L_{T+1}
    target: Mapping[str, Any] = field(default_factory=dict)  #: as in the configuration
    start: str = "exact"  #: "exact": Y_T has the law of X_T; "normal": N(0, I)

    def __post_init__(self) -> None:
        if len(self.levels) != self.T + 1:
            raise ValueError(f"{len(self.levels)} levels for T = {self.T}; accepted: T + 1")

    def at(self, t: SupportsIndex) -> Level:
        return Level(self.L(t), operator.index(t))

    def L(self, t: SupportsIndex) -> float:
        """-log abar_t."""
        return self.levels[self._index(t) - 1]

    def alpha(self, t: SupportsIndex) -> float:
        """abar_t / abar_{t-1}."""
        return math.exp(-self._step(t))

    def beta(self, t: SupportsIndex) -> float:
        """1 - alpha_t."""
        return -math.expm1(-self._step(t))

    def abar(self, t: SupportsIndex) -> float:
        return self.at(t).abar

    def signal(self, t: SupportsIndex) -> float:
        """sqrt(abar_t)."""
        return self.at(t).signal

    def sigma(self, t: SupportsIndex) -> float:
        """sqrt(1 - abar_t)."""
        return self.at(t).sigma

    def lambda_(self, t: SupportsIndex) -> float:
        """log(signal_t / sigma_t)."""
        return self.at(t).lambda_

    def noise_ratio(self, t: SupportsIndex) -> float:
        """sigma_t / signal_t."""
        return self.at(t).noise_ratio

    def _index(self, t: SupportsIndex) -> int:
        try:
            index = operator.index(t)
        except TypeError:
            raise TypeError(f"t is {t!r}; accepted: a whole number from 1 to T + 1 = {self.T + 1}") from None
        if not 1 <= index <= self.T + 1:
            raise IndexError(f"t is {index}; accepted: 1 to T + 1 = {self.T + 1}")
        return index

    def _step(self, t: SupportsIndex) -> float:
        """L_t - L_{t-1}, with L_0 = 0."""
        index = self._index(t)
        return self.levels[index - 1] - (self.levels[index - 2] if index > 1 else 0.0)
