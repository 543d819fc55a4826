"""train.py FOLDER [--budgets 250 1000 4000 16000]: trains one network a budget, in steps of denoising score matching, and writes
FOLDER/BUDGET.pt. Seeded; one thread; the largest budget takes about a minute.

The data are exact draws of the mixture of configs/theorem-1.json, new ones at every step. The loss is
    E || sigma s(X_t, t) + Z ||^2,    X_t = signal X_0 + sigma Z,
at levels uniform in L + log L, as the schedule `smooth` has them.
"""

import argparse
import math
import time
from pathlib import Path

import torch

from network import Network

WEIGHTS, MEANS, VARIANCES = torch.tensor([0.4, 0.6]), torch.tensor([-1.5, 1.0]), torch.tensor([0.09, 0.25])
L_MIN, L_MAX = 1e-3, 12.0
BATCH = 1024


def draw_data(n):
    part = torch.multinomial(WEIGHTS, n, replacement=True)
    return (MEANS[part] + VARIANCES[part].sqrt() * torch.randn(n))[:, None]


def draw_levels(n):
    """L with L + log L uniform, stratified over the batch: Newton's method in log L."""
    low, high = (L + math.log(L) for L in (L_MIN, L_MAX))
    u = low + (high - low) * (torch.arange(n) + torch.rand(n))[:, None] / n
    x = torch.where(u > 1, torch.log(u.clamp(min=1)), u)
    for _ in range(8):
        x = x - (x + x.exp() - u) / (1 + x.exp())
    return x.exp()


def train(budget, seed=1):
    torch.manual_seed(seed)
    mean = float((WEIGHTS * MEANS).sum())
    variance = float((WEIGHTS * (VARIANCES + MEANS**2)).sum()) - mean**2
    network = Network(mean, variance)
    optimiser = torch.optim.Adam(network.parameters(), lr=3e-3)
    for step in range(budget):
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * (1 - step / budget)
        x_0, L, z = draw_data(BATCH), draw_levels(BATCH), torch.randn(BATCH, 1)
        signal, noise = torch.exp(-L / 2), -torch.expm1(-L)
        score = network(signal * x_0 + noise.sqrt() * z, L)
        loss = ((noise.sqrt() * score + z)**2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return {"mean": mean, "variance": variance, "weights": network.state_dict(), "budget": budget, "seed": seed}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--budgets", type=int, nargs="+", default=[250, 1000, 4000, 16000])
    given = parser.parse_args()
    torch.set_num_threads(1)
    given.folder.mkdir(parents=True, exist_ok=True)
    for budget in given.budgets:
        began = time.monotonic()
        torch.save(train(budget), given.folder / f"{budget}.pt")
        print(f"{budget} steps: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
