#!/usr/bin/env bash
# Runs the whole line on this machine's NVIDIA GPU with random weights of the 3B shape in bf16: reading pairs, votes, scores, a GRPO step
# (rollouts, both log-probabilities, backward, AdamW with fp32 master weights), beside transformers where Python has it. Prints one JSON
# line: rates, seconds, the share of the roofline, the most GPU memory. EvoQuality.Planning.MeasuredRates reads it (notebook 13).
# Usage: environment/gpu-line.sh            on the GPU; about 75 GiB of it for the step
#        environment/gpu-line.sh --small    the same calls on a CPU with a tiny shape: does everything run?
# Variables: EVO_LIBTORCH, EVO_REFERENCE_PY, EVO_BENCHMARKS as in gpu-check.sh
#            EVO_SHAPE     another folder with a config.json            (environment/shapes/3b)
#            EVO_PEERS     transformers' ways, "" for none               ("called careful")
set -euo pipefail
cd "$(dirname "$0")/.."
python=${EVO_REFERENCE_PY:-python3}
here=environment/reference
work=$(mktemp -d)
sampler=
finish() { [ -z "$sampler" ] || kill "$sampler" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

case ${1:-} in
  --small) device=cpu shape=environment/shapes/small common=(--side 112 --repeat 1) votes=(--items 2 --batch 2 --k 4 --new 4) step=(--items 2 --batch 2 --k 4 --new 4) ;;
  "") device=cuda shape=environment/shapes/3b common=(--side 448 --repeat 3) votes=(--items 8 --batch 8 --k 32 --new 64) step=(--items 4 --batch 4 --k 8 --new 64) ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
shape=${EVO_SHAPE:-$shape}

if [ $device = cuda ] && [ -z "${EVO_LIBTORCH:-}" ]; then
  EVO_LIBTORCH=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
  export EVO_LIBTORCH
fi
ours=${EVO_BENCHMARKS:-artifacts/bin/EvoQuality.Benchmarks/release/EvoQuality.Benchmarks}
[ -n "${EVO_BENCHMARKS:-}" ] || dotnet build tests/EvoQuality.Benchmarks -c Release -v quiet >&2

watch_memory() { # the GPU's used memory, MiB, five times a second; the largest is the peak of whoever runs now
  while :; do
    nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -i 0
    sleep 0.2
  done >"$work/memory" 2>/dev/null
}

run() { # what to call, verb, shape and options: adds its JSON line with the peak, or shows why there is none
  if [ $device = cuda ]; then watch_memory & sampler=$!; fi
  if "$@" --dtype bfloat16 --device $device "${common[@]}" >"$work/log" 2>"$work/err"; then
    local peak
    peak=$([ ! -s "$work/memory" ] || sort -n "$work/memory" | tail -n 1)
    tail -n 1 "$work/log" | sed "s/}\$/, \"gpu_mib\": ${peak:-null}}/" | tee -a "$work/lines" >&2
  else
    echo "gpu-line.sh: no line of: $*" >&2
    tail -n 3 "$work/err" >&2
  fi
  if [ -n "$sampler" ]; then kill "$sampler" && wait "$sampler" 2>/dev/null || true; fi
  sampler=
  rm -f "$work/memory"
}

both() { # verb, then ours' options alone up to --, then options of both
  local verb=$1 own=()
  shift
  while [ "$1" != -- ]; do own+=("$1"); shift; done
  shift
  run "$ours" "$verb" "$shape" ${own[@]+"${own[@]}"} "$@"
  for peer in ${EVO_PEERS-called careful}; do run "$python" $here/peer_speed.py "$shape" "$verb" "$@" --peer "$peer"; done
}

touch "$work/lines"
both prefill -- --items 8 --batch 8
both votes -- "${votes[@]}"
both scores -- "${step[@]}"
both grpo --micro 1 --checkpointing Layers -- "${step[@]}"
"$python" $here/gpu_line.py $device <"$work/lines"
