"""The classical Runge-Kutta method on d(y/signal)/d(sigma/signal) = eps: four evaluations a step, two of them at a level
between the schedule's."""

from diffrates import Level, serve_sampler


def rk4(y, schedule, score):
    def eps(level, x):
        return -level.sigma * score.at(level, level.signal * x)

    x = y / schedule.signal(schedule.T)
    for t in range(schedule.T, 1, -1):
        here, below = schedule.at(t), schedule.at(t - 1)
        h = below.noise_ratio - here.noise_ratio
        middle = Level.of_noise_ratio(here.noise_ratio + h / 2)
        k1 = eps(here, x)
        k2 = eps(middle, x + h / 2 * k1)
        k3 = eps(middle, x + h / 2 * k2)
        k4 = eps(below, x + h * k3)
        x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return x * schedule.signal(1)


serve_sampler(rk4)
