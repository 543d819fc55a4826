"""python3 linear.py LOG [REACH]: ddim, which may stop what goes beyond REACH; the points of every run in LOG, a line each."""

import array
import sys

from pipe import Pipe, Sampler


class Linear(Sampler):
    def sample(self, y, n):
        with open(sys.argv[1], "a") as log:
            print(n, file=log)
        reach = float(sys.argv[2]) if len(sys.argv) > 2 else float("inf")
        return super().sample(array.array("d", [min(max(a, -reach), reach) for a in y]), n)


Linear(Pipe()).serve()
