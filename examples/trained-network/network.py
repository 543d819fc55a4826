"""The network: a correction to the score of one Gaussian, smooth in the place and in the noise level.

With v_t the variance of X_t and z = (x - signal m) / sqrt(v_t), where m and v are the mean and variance of the data,
    s(x, level) = (-z + F(z, lambda)) / sqrt(v_t),    F a perceptron of three hidden layers.
"""

import torch


class Network(torch.nn.Module):
    def __init__(self, mean, variance, width=64):
        super().__init__()
        self.register_buffer("mean", torch.tensor(float(mean)))
        self.register_buffer("variance", torch.tensor(float(variance)))
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(3, width), torch.nn.SiLU(), torch.nn.Linear(width, width), torch.nn.SiLU(),
            torch.nn.Linear(width, width), torch.nn.SiLU(), torch.nn.Linear(width, 1))

    def forward(self, x, L):
        """The score in the places x, (n, 1), at the levels L = -log abar, (n, 1)."""
        signal, noise = torch.exp(-L / 2), -torch.expm1(-L)
        spread = torch.sqrt(signal**2 * self.variance + noise)
        z = (x - signal * self.mean) / spread
        log_snr = -(L + torch.log(noise)) / 2
        return (-z + self.layers(torch.cat([z, log_snr / 3, torch.tanh(log_snr)], dim=1))) / spread


def load(file):
    """A checkpoint in double precision: what the network is, without the rounding of its training."""
    kept = torch.load(file)
    network = Network(kept["mean"], kept["variance"])
    network.load_state_dict(kept["weights"])
    return network.double().eval()
