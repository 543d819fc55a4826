"""serve.py CHECKPOINT: the trained network as the score of a diffrates run, with its derivative by automatic differentiation."""

import sys

import torch

import diffrates
from network import load

network = load(sys.argv[1])
torch.set_num_threads(1)


def score(level, x):
    with torch.no_grad():
        return network(torch.from_numpy(x), torch.full((len(x), 1), level.L, dtype=torch.float64)).numpy()


def jacobian(level, x):
    places = torch.from_numpy(x).requires_grad_()
    values = network(places, torch.full((len(x), 1), level.L, dtype=torch.float64))
    return torch.autograd.grad(values.sum(), places)[0].numpy()[:, :, None]


diffrates.serve_score(score, jacobian)
