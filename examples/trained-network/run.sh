#!/bin/sh
# Trains the networks (unless they are there), runs the four samplers with them, draws and prints what came out.
# DIFFRATES: the program. RESULTS: a folder for what it writes. Further arguments go to `diffrates run` (--set 'steps=[16,32,64]').
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH="$here/../../python" OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
results=${RESULTS:-$here/../../results}
diffrates=${DIFFRATES:-$here/../../build/experiments/diffrates}
[ -f "$here/checkpoints/16000.pt" ] || python3 "$here/train.py" "$here/checkpoints"
"$diffrates" run "$here/network.json" --allow-programs --output "$results" --force "$@"
"$diffrates" plot "$results/trained-network"
python3 "$here/summary.py" "$results/trained-network"
