#!/usr/bin/env bash
# Our speed and memory beside transformers', measured in turn on a quiet machine. Prints one JSON line per measurement.
# Usage: compare.sh prefill|votes|scores|grpo [options of peer_speed.py]
#        compare.sh memory                     peak memory: 8 prompts at once, 32 completions of 32 tokens each
#        compare.sh all                        the whole table, with the fewest items that show it: about half an hour on two cores
# Variables: EVO_REFERENCE_PY   Python with transformers                   (../shared/reference/py)
#            EVO_COMPARE_FOLDER where the checkpoint is kept               (evo-compare in the temporary folder)
#            EVO_COMPARE_SHAPE  folder with its config.json                (environment/shapes/bench)
#            EVO_COMPARE_PEERS  sides beside ours                          ("called careful"; --round: and careful-features, all: without called)
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

plan=() # one entry per measurement: its peers, then verb and options
total=0 finished=0
add() { # peers, verb and options
  local peers=${EVO_COMPARE_PEERS:-$1} sides runs_of_row
  plan+=("$peers|${*:2}")
  read -ra sides <<<"ours $peers"
  read -ra runs_of_row <<<"$threads"
  total=$((total + runs * ${#sides[@]} * ${#runs_of_row[@]}))
}

progress() { # what was measured; processes differ in length, so the time left is a guess
  finished=$((finished + 1))
  local left=$((SECONDS * (total - finished) / finished))
  printf 'compare.sh: %d of %d (%s), %d:%02d so far, about %d:%02d left\n' \
    "$finished" "$total" "$*" $((SECONDS / 60)) $((SECONDS % 60)) $((left / 60)) $((left % 60)) >&2
}

measure() { # peers, verb and options: every side in turn, every thread count, several times over
  local lines side peers=$1 quiet=yes
  shift
  lines=$(mktemp)
  for _ in $(seq "$runs"); do
    for n in $threads; do
      export OMP_NUM_THREADS=$n OPENBLAS_NUM_THREADS=$n MKL_NUM_THREADS=$n EVO_THREADS=$n OMP_WAIT_POLICY=PASSIVE
      for side in ours $peers; do
        [ $quiet = no ] || await_quiet
        if [ "$side" = ours ]; then "$ours" "$1" "$checkpoint" "${@:2}"
        else peer "$@" --peer "$side"; fi | tee -a "$lines" >&2
        progress "$side, $n threads, $*"
      done
    done
  done
  "$python" environment/reference/compare.py "$quiet" "$@" <"$lines"
  rm -f "$lines"
}

both="called careful"
memory() { add "$both" votes --items 8 --batch 8 --k 32 --new 32 --repeat 1; }

case $1 in
  memory) memory ;;
  all) # transformers as called takes ten to twenty seconds a pair: one pair, and no repeats beside the three processes
    add "$both" votes --new 1 --items 1 --batch 1 --repeat 1
    add careful votes --new 1 --items 8
    add "$both" votes --new 32 --items 1 --batch 1 --repeat 1
    add "careful careful-features" votes --round --new 1 --items 12 --batch 6
    add called prefill --items 8
    add "$both" grpo --items 2 --batch 2 --k 8 --new 16 --repeat 1
    add "$both" scores --items 2 --k 16 --new 5 --repeat 1
    if grep -qE 'avx512_bf16|amx_bf16' /proc/cpuinfo; then # bf16 beside fp32 where the CPU computes it
      add careful votes --new 1 --items 8 --dtype bfloat16
      add careful votes --new 32 --items 1 --batch 1 --repeat 1 --dtype bfloat16
    fi
    ;;
  *)
    case " $* " in *" --round "*) both="$both careful-features" ;; esac
    add "$both" "$@"
    ;;
esac

prepare
SECONDS=0
for row in "${plan[@]}"; do
  read -ra words <<<"${row#*|}"
  measure "${row%%|*}" "${words[@]}"
done
