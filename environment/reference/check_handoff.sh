#!/usr/bin/env bash
# A run's next training through TRL for real, in two CPU processes, and back; and a verl job through verl's reader and reward manager.
# Usage: check_handoff.sh RUN SCRATCH PYTHON [VERL_ROOT]
# RUN is the folder of a finished run, SCRATCH a folder that is emptied, PYTHON what runs Python here (torch, transformers, accelerate;
# TRL and datasets through PYTHONPATH, see README). Prints the rewards' largest difference and both policies' figures on 400 scenes.
set -euo pipefail
run=$(realpath "$1"); scratch=$2; python=$3; verl=${4:-}
here=$(cd "$(dirname "$0")" && pwd)
evoquality=${EVOQUALITY:-$here/../../artifacts/bin/EvoQuality.Tool/release/evoquality}
rm -rf "$scratch"; mkdir -p "$scratch"; scratch=$(realpath "$scratch")

"$evoquality" export trl "$run" "$scratch/trl"
cp "$here/processes.py" "$scratch"
(cd "$scratch/trl" && $python "$scratch/processes.py" 2 train.py --config grpo.yaml) > "$scratch/trl.log" 2>&1
"$evoquality" export check "$scratch/trl" "$scratch/trl/output/completions"
for policy in policy output/policy; do
    echo "$policy"
    "$evoquality" evaluate "$scratch/trl/$policy" --scenes 400 --samples 8 --pairs 100
done

if [ -n "$verl" ]; then
    "$evoquality" export verl "$run" "$scratch/verl"
    cp "$here/check_handoff.py" "$scratch"
    (cd "$scratch" && $python check_handoff.py "$verl" "$scratch/verl" "$scratch/verl/output/rollouts" 2>&1 | grep '^verl:')
    "$evoquality" export check "$scratch/verl" "$scratch/verl/output/rollouts"
fi
