"""The vanilla deterministic sampler, as the paper writes it."""

import diffrates


def ddim(y, schedule, score):
    for t in range(schedule.T, 1, -1):
        y = (y + schedule.beta(t)/2 * score(t, y)) / schedule.alpha(t)**0.5
    return y


diffrates.serve_sampler(ddim)
