#!/usr/bin/env bash
# A served checkpoint beside the same checkpoint here: `transformers serve` (greedy answers, shares of sampled votes) and
# serve_logprobs.py (those, and probabilities to 1e-4). Prints one JSON line per server; fails where they differ.
# Usage: check_served.sh [options of `EvoQuality.Benchmarks -- served`]
# Variables: EVO_REFERENCE_PY   Python with transformers, FastAPI, uvicorn and openai   (../shared/reference/py)
#            EVO_SERVED_PORT    the first of two free ports                             (8123)
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$(realpath "${EVO_REFERENCE_PY:-../shared/reference/py}") port=${EVO_SERVED_PORT:-8123}
pocket=$PWD/src/EvoQuality.Kernel/Pocket
logs=$(mktemp -d) servers=()
trap 'for s in "${servers[@]}"; do kill "$s" 2>/dev/null || true; done; rm -rf "$logs"' EXIT

start() { # name, port, command
  "${@:3}" >"$logs/$1" 2>&1 &
  servers+=($!)
  for _ in $(seq 120); do
    if curl -fs "http://127.0.0.1:$2/health" >/dev/null; then return; fi
    kill -0 $! 2>/dev/null || break
    sleep 1
  done
  echo "check_served.sh: $1 did not start:" >&2
  tail -n 5 "$logs/$1" >&2
  exit 2
}

dotnet build tests/EvoQuality.Benchmarks -c Release -v quiet >&2
check() { artifacts/bin/EvoQuality.Benchmarks/release/EvoQuality.Benchmarks served "$@"; }
failed=0
start "transformers serve" "$port" "$python" -m transformers.cli.transformers serve "$pocket" --host 127.0.0.1 --port "$port"
check "http://127.0.0.1:$port/v1" "$pocket" transformers "$@" || failed=1
start serve_logprobs.py $((port + 1)) "$python" environment/reference/serve_logprobs.py "$pocket" --port $((port + 1)) --name pocket --suppress --max-logprobs 640
check "http://127.0.0.1:$((port + 1))/v1" pocket vllm --top 640 "$@" || failed=1
exit $failed
