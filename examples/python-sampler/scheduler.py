"""A two-step multistep scheduler (the update of DPM-Solver++(2M), arXiv 2211.01095) with the state and the interface in which
sampler libraries ship theirs, and the wrapper that puts it under test.

scheduler.py [--fault FAULT] plants a mistake of the kind that pictures do not show:
  stale-sigma      the data prediction is made with the noise level of the step before
  first-order-end  the last step falls back to first order
  h-for-h-last     the extrapolation divides by the stride of this step instead of that of the last one
"""

import argparse
import math

import diffrates

FAULTS = ("stale-sigma", "first-order-end", "h-for-h-last")


class TwoStepScheduler:
    """Takes a model's prediction of the noise from one level to the next.

    `set_timesteps` fixes the levels, noisiest first; `step` is then called once for each but the last, in order.
    """

    order = 2

    def __init__(self, fault=None):
        self.fault = fault
        self.signals = []
        self.sigmas = []
        self.model_outputs = [None, None]
        self.step_index = 0

    def set_timesteps(self, levels):
        """`levels`: pairs (signal, sigma), signal^2 + sigma^2 = 1, from the noisiest to the cleanest."""
        self.signals = [signal for signal, _ in levels]
        self.sigmas = [sigma for _, sigma in levels]
        self.lambdas = [math.log(signal) - math.log(sigma) for signal, sigma in levels]
        self.timesteps = range(len(levels) - 1)
        self.model_outputs = [None, None]
        self.step_index = 0

    def convert_model_output(self, model_output, sample):
        """The data that this prediction of the noise implies."""
        i = self.step_index
        stale = self.fault == "stale-sigma" and i > 0
        sigma = self.sigmas[i - 1] if stale else self.sigmas[i]
        return (sample - sigma * model_output) / self.signals[i]

    def step(self, model_output, t, sample):
        """The sample at level t + 1, from that at level t and the noise predicted there."""
        if t != self.step_index:
            raise ValueError(f"step {t} out of turn; accepted: {self.step_index}")
        self.model_outputs = [self.model_outputs[-1], self.convert_model_output(model_output, sample)]
        first = t == 0 or (self.fault == "first-order-end" and t == self.timesteps[-1])
        sample = self.first_order_update(t, sample) if first else self.second_order_update(t, sample)
        self.step_index += 1
        return sample

    def first_order_update(self, t, sample):
        return self.update(t, sample, self.model_outputs[-1])

    def second_order_update(self, t, sample):
        before, now = self.model_outputs
        h, h_last = self.lambdas[t + 1] - self.lambdas[t], self.lambdas[t] - self.lambdas[t - 1]
        if self.fault == "h-for-h-last":
            h_last = h
        return self.update(t, sample, now + h / (2 * h_last) * (now - before))

    def update(self, t, sample, data):
        """The exact solution for data that does not change over the step."""
        h = self.lambdas[t + 1] - self.lambdas[t]
        return self.sigmas[t + 1] / self.sigmas[t] * sample - self.signals[t + 1] * math.expm1(-h) * data


def serve(scheduler):
    """The loop of a pipeline: the score in the place of the network, eps = -sigma score."""

    def sampler(y, schedule, score):
        levels = [schedule.at(t) for t in range(schedule.T, 0, -1)]
        scheduler.set_timesteps([(level.signal, level.sigma) for level in levels])
        for t in scheduler.timesteps:
            eps = -levels[t].sigma * score(levels[t].t, y)
            y = scheduler.step(eps, t, y)
        return y

    diffrates.serve_sampler(sampler)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fault", choices=FAULTS)
    serve(TwoStepScheduler(parser.parse_args().fault))
