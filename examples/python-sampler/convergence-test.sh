#!/bin/sh
# The convergence test of a sampler library, as its CI runs it. DIFFRATES: the program; RESULTS: a folder for what it writes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH="$here/../../python"
results=${RESULTS:-$(mktemp -d)}
"${DIFFRATES:-diffrates}" run "$here/convergence.json" --allow-programs --output "$results" --force
"${DIFFRATES:-diffrates}" check "$results/convergence" --junit "$results/convergence.xml"
python3 "$here/same_numbers.py" "$results/convergence" ddim_py=ddim scheduler_py=dpm_solver_pp_2m rk4_py=rk4
