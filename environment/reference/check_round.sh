#!/usr/bin/env bash
# A round with no training here: the pocket policy votes behind a server, asked by two workers; TRL trains on the votes in two CPU
# processes; its checkpoint is evaluated here, votes as version 1, and its votes are handed to TRL again (not trained any more).
# Usage: check_round.sh SCRATCH PYTHON
# SCRATCH is a folder that is emptied, PYTHON what runs Python here (torch, transformers, FastAPI, uvicorn, accelerate; TRL and datasets
# through PYTHONPATH, see README). Variables: EVO_SERVED_PORT, a free port (8131).
set -euo pipefail
scratch=$1 python=$2 port=${EVO_SERVED_PORT:-8131}
here=$(cd "$(dirname "$0")" && pwd)
root=$(realpath "$here/../..")
evoquality=${EVOQUALITY:-$root/artifacts/bin/EvoQuality.Tool/release/evoquality}
rm -rf "$scratch"; mkdir -p "$scratch"; cd "$scratch"

"$python" "$here/serve_logprobs.py" "$root/src/EvoQuality.Kernel/Pocket" --port "$port" --name pocket --suppress > server.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 120); do
  if curl -fs "http://127.0.0.1:$port/health" >/dev/null; then break; fi
  kill -0 $server 2>/dev/null || { tail -n 5 server.log >&2; exit 2; }
  sleep 1
done

served=(--endpoint "http://127.0.0.1:$port/v1" --model pocket)
settings=(--set scenes=60 --set pairs=64 --set k=8 --set steps=4 --set group=4)
"$evoquality" job new votes-0 "${served[@]}" --source samples --batch 8 "${settings[@]}"
for worker in 1 2; do
  "$evoquality" job work votes-0 "${served[@]}" --server vllm > "worker-$worker.log" 2>&1 &
  workers[worker]=$!
done
for worker in "${workers[@]}"; do wait "$worker"; done
"$evoquality" job status votes-0
kill $server

"$evoquality" export trl votes-0 trl-0 --policy "$root/src/EvoQuality.Kernel/Pocket"
cp "$here/processes.py" .
(cd trl-0 && "$python" ../processes.py 2 train.py --config grpo.yaml) > trl-0.log 2>&1
"$evoquality" export check trl-0 trl-0/output/completions
"$evoquality" evaluate trl-0/output/policy --scenes 400 --samples 8 --pairs 100

"$evoquality" job new votes-1 --round 1 --policy trl-0/output/policy "${settings[@]}"
"$evoquality" job work votes-1 --policy trl-0/output/policy
"$evoquality" export trl votes-1 trl-1 --policy trl-0/output/policy
"$evoquality" export check trl-1
