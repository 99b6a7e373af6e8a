#!/usr/bin/env bash
# Measures this machine's NVIDIA GPU with random weights of the 7B shape in bf16, and prints one JSON line: the rate of matrix
# products, prefill as a share of it (at least 0.4), memory bandwidth, decoding of 32 rows as a share of it (at least 0.5), and
# transformers beside it where Python has it. Exits with 1 where a share is too low.
# Usage: environment/gpu-check.sh            on the GPU
#        environment/gpu-check.sh --small    the same calls on a CPU with a tiny shape: does everything run?
# Variables: EVO_LIBTORCH      lib folder of a PyTorch with CUDA    (asked of Python)
#            EVO_REFERENCE_PY  Python with torch and transformers   (python3)
#            EVO_BENCHMARKS    a published EvoQuality.Benchmarks, where there is no .NET SDK; made elsewhere by
#                              dotnet publish tests/EvoQuality.Benchmarks -c Release -r linux-x64 --self-contained \
#                                --artifacts-path WORK -p:TorchBackend=none -p:NuGetLockFilePath=WORK/lock.json -o FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
python=${EVO_REFERENCE_PY:-python3}
here=environment/reference
log=$(mktemp)
lines=$(mktemp)
trap 'rm -f "$log" "$lines"' EXIT

case ${1:-} in
  --small) device=cpu shape=environment/shapes/small size=(--side 112 --repeat 1) items=2 k=4 new=4 ;;
  "") device=cuda shape=environment/shapes/7b size=(--side 448 --repeat 5) items=8 k=32 new=65 ;;
  *) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac

if [ $device = cuda ] && [ -z "${EVO_LIBTORCH:-}" ]; then
  EVO_LIBTORCH=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
  export EVO_LIBTORCH
fi
ours=${EVO_BENCHMARKS:-artifacts/bin/EvoQuality.Benchmarks/release/EvoQuality.Benchmarks}
[ -n "${EVO_BENCHMARKS:-}" ] || dotnet build tests/EvoQuality.Benchmarks -c Release -v quiet >&2

run() { # what to call, verb, shape and options: adds its JSON line, or shows why there is none
  if "$@" --dtype bfloat16 --device $device "${size[@]}" >"$log" 2>"$log.err"; then tail -n 1 "$log" | tee -a "$lines" >&2
  else tail -n 3 "$log.err" >&2; fi
  rm -f "$log.err"
}

both() { # verb and options
  run "$ours" "$1" $shape "${@:2}"
  for peer in called careful; do run "$python" $here/peer_speed.py $shape "$@" --peer $peer; done
}

both prefill --items $items --batch $items
both votes --items 1 --batch 1 --k $k --new $new
"$python" $here/gpu_summary.py $device <"$lines"
