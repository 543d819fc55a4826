"""same_numbers.py RESULT ONE=OTHER...: do two samplers of a result have the same numbers? Prints how far they are apart, in stated
errors and in the constant of their rates; exit code 1 if some number differs by more than both errors allow."""

import sys

import numpy

import diffrates


def numbers(points, sampler):
    rows = points[(points["sampler"] == sampler) & (points["status"] == "ok")]
    return {tuple(row[["target", "schedule", "metric", "steps"]].tolist()): (row["value"], row["error"]) for row in rows}


def constant(fits, sampler):
    return fits["constant"][fits["sampler"] == sampler][0]


result = diffrates.read(sys.argv[1])
same = True
for pair in sys.argv[2:]:
    one, other = pair.split("=")
    a, b = numbers(result.points, one), numbers(result.points, other)
    shared = a.keys() & b.keys()
    apart = max((abs(a[at][0] - b[at][0]) / (a[at][1] + b[at][1]) for at in shared), default=numpy.inf)
    ratio = constant(result.fits, one) / constant(result.fits, other)
    same &= len(shared) == len(b) and apart <= 1
    print(f"{one} and {other}: {len(shared)} of {len(b)} numbers, at most {apart:.2g} stated errors apart; constants {ratio:.6f}")
sys.exit(0 if same else 1)
