#!/usr/bin/env bash
# Our speed and memory beside transformers', measured in turn on a quiet machine. Prints one JSON line per measurement.
# Usage: compare.sh prefill|votes|scores|grpo [options of peer_speed.py]
#        compare.sh memory                     peak memory: 8 prompts at once, 32 completions of 32 tokens each
#        compare.sh all                        the whole table
# Variables: EVO_REFERENCE_PY   Python with transformers                   (../shared/reference/py)
#            EVO_COMPARE_FOLDER where the checkpoint is kept               (evo-compare in the temporary folder)
#            EVO_COMPARE_SHAPE  folder with its config.json                (environment/shapes/bench)
#            EVO_COMPARE_PEERS  sides beside ours                          ("called careful"; careful-features joins in --round)
#            EVO_COMPARE_THREADS, EVO_COMPARE_RUNS   thread counts, processes of each side and count   ("1 2", 3)
#            EVO_COMPARE_WAIT   seconds to wait for a quiet machine        (600)
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${EVO_REFERENCE_PY:-../shared/reference/py}
folder=${EVO_COMPARE_FOLDER:-${TMPDIR:-/tmp}/evo-compare}
shape=${EVO_COMPARE_SHAPE:-environment/shapes/bench}
checkpoint=$folder/$(basename "$shape")
threads=${EVO_COMPARE_THREADS:-1 2} runs=${EVO_COMPARE_RUNS:-3} limit=${EVO_COMPARE_WAIT:-600}
ours=artifacts/bin/EvoQuality.Benchmarks/release/EvoQuality.Benchmarks
[ $# -ge 1 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2; }

prepare() {
  [ -x "$(command -v "$python")" ] || { echo "compare.sh: $python: expected a Python with transformers; set EVO_REFERENCE_PY" >&2; exit 2; }
  [ "${python##*/}" = "$python" ] || python=$(realpath "$python")
  mkdir -p "$folder"
  (cd "$folder" && "$python" -c pass) # a Python in a root of its own sees the top folder of where it was called
  [ -e "$checkpoint/model.safetensors" ] || "$python" environment/reference/make_bench_checkpoint.py "$shape" "$checkpoint" >&2
  dotnet build tests/EvoQuality.Benchmarks -c Release -v quiet >&2
}

ticks() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat; } # of 1/100 s: all cores' work so far

await_quiet() { # less than half a core busy for 2 s; "no" where that never came
  local until=$((SECONDS + limit)) before
  while [ "$SECONDS" -lt "$until" ]; do
    before=$(ticks)
    sleep 2
    [ $(($(ticks) - before)) -ge 100 ] || return 0
  done
  echo "compare.sh: the machine was not quiet within $limit s; measuring anyway" >&2
  quiet=no
}

peer() { # its one line of JSON, without what the library says beside it
  "$python" environment/reference/peer_speed.py "$checkpoint" "$@" 2>"$folder/peer.log" | tail -n 1 && return
  echo "compare.sh: peer_speed.py $* failed, see $folder/peer.log" >&2
  return 1
}

measure() { # verb and options: every side in turn, every thread count, several times over
  local lines side peers=${EVO_COMPARE_PEERS:-called careful} quiet=yes
  case " $* " in *" --round "*) [ -n "${EVO_COMPARE_PEERS:-}" ] || peers="$peers careful-features" ;; esac
  lines=$(mktemp)
  for _ in $(seq "$runs"); do
    for n in $threads; do
      export OMP_NUM_THREADS=$n OPENBLAS_NUM_THREADS=$n MKL_NUM_THREADS=$n EVO_THREADS=$n OMP_WAIT_POLICY=PASSIVE
      for side in ours $peers; do
        [ $quiet = no ] || await_quiet
        if [ "$side" = ours ]; then "$ours" "$1" "$checkpoint" "${@:2}"
        else peer "$@" --peer "$side"; fi | tee -a "$lines" >&2
      done
    done
  done
  "$python" environment/reference/compare.py "$quiet" "$@" <"$lines"
  rm -f "$lines"
}

memory() { measure votes --items 8 --batch 8 --k 32 --new 32 --repeat 1; }

prepare
case $1 in
  memory) memory ;;
  all)
    measure votes --new 1
    measure votes --new 32 --items 4 --batch 1
    measure votes --round --new 1 --items 24
    measure prefill
    memory
    measure grpo --items 4 --batch 2 --k 16 --new 16
    measure scores --k 16 --new 5
    ;;
  *) measure "$@" ;;
esac
