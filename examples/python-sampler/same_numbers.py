"""same_numbers.py RESULT ONE=OTHER...: do two samplers of a result have the same numbers? Prints how far apart they are, in
stated errors, and their ratio at the largest T; exit code 1 if some number differs by more than both errors allow."""

import sys

import numpy

import diffrates


def numbers(points, sampler):
    rows = points[(points["sampler"] == sampler) & (points["status"] == "ok")]
    return {tuple(row[["target", "schedule", "metric", "steps"]].tolist()): (row["value"], row["error"]) for row in rows}


def exponent(fits, sampler):
    return fits["exponent"][fits["sampler"] == sampler][0]


result = diffrates.read(sys.argv[1])
same = True
for pair in sys.argv[2:]:
    one, other = pair.split("=")
    a, b = numbers(result.points, one), numbers(result.points, other)
    shared = a.keys() & b.keys()
    apart = max((abs(a[at][0] - b[at][0]) / (a[at][1] + b[at][1]) for at in shared), default=numpy.inf)
    ok = len(shared) == len(b) > 0 and apart <= 1
    same &= ok
    last = max(shared, key=lambda at: at[3], default=None)
    ratio = f"; at T = {last[3]} {a[last][0] / b[last][0]:.6f} of it" if last else ""
    print(f"{one} {'has' if ok else 'has not'} the numbers of {other}: {len(shared)} of {len(b)}, at most {apart:.2g} stated errors "
          f"apart{ratio}; orders {exponent(result.fits, one):.4f}, {exponent(result.fits, other):.4f}")
sys.exit(0 if same else 1)
