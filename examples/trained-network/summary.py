"""summary.py RESULT: a table of training budget, size of the score error, and total variation at the largest T."""

import re
import sys

import diffrates

SAMPLERS = ("ddim", "accelerated_ode", "ddpm", "accelerated_sde")

result = diffrates.read(sys.argv[1])
points, sizes = result.points, result.tables["score_errors"]
print("| training steps | eps_score | eps_Jacobi |" + "".join(f" TV, {name} |" for name in SAMPLERS))
print("|---|---|---|" + "---|" * len(SAMPLERS))
for label in dict.fromkeys(sizes["score_error"].tolist()):
    size = sizes[sizes["score_error"] == label][-1]
    cells = []
    for sampler in SAMPLERS:
        rows = points[(points["score_error"] == label) & (points["sampler"] == sampler) & (points["status"] == "ok")]
        last = rows[rows["steps"] == points["steps"].max()]
        cells.append(f" {last['value'][0]:.4f} |" if len(last) else " - |")
    budget = re.search(r"(\d+)\.pt", label)
    print(f"| {budget.group(1) if budget else label} | {size['eps_score']:.4f} | {size['eps_jacobi']:.4f} |" + "".join(cells))
