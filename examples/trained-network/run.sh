#!/bin/sh
# Trains the networks that are not there yet, runs the four samplers with them, draws and prints what came out.
# BUDGETS: how long they are trained, in steps. DIFFRATES: the program. RESULTS: a folder for what it writes. Further arguments go to
# `diffrates run` (--set 'steps=[16,32,64]').
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH="$here/../../python" OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
results=${RESULTS:-$here/../../results}
diffrates=${DIFFRATES:-$here/../../build/experiments/diffrates}
commands=
for budget in ${BUDGETS:-250 1000 4000 16000}; do
  [ -f "$here/checkpoints/$budget.pt" ] || python3 "$here/train.py" "$here/checkpoints" --budgets "$budget"
  commands="$commands${commands:+,}[\"python3\",\"serve.py\",\"checkpoints/$budget.pt\"]"
done
"$diffrates" run "$here/network.json" --allow-programs --output "$results" --force \
  --set "score_error={\"type\":\"program\",\"command\":[$commands]}" "$@"
"$diffrates" plot "$results/trained-network"
python3 "$here/summary.py" "$results/trained-network"
