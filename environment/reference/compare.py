"""Medians and ratios of compare.sh's lines. Usage: compare.py QUIET VERB OPTIONS… < lines of JSON

Each side counts with its own best number of threads. peer_over_ours says how many times more a peer takes than we do;
our_gemm_over_peer compares the matrix libraries alone, so that a better BLAS is seen for what it is.
"""
import json
import sys
from statistics import median

OURS = "evoquality"
WHOLE = ("seconds", "completions_per_s", "gemm_gflops", "tokens_computed", "loaded_rss_mib", "peak_rss_mib")
SOME = ("prefill_share", "decode_rows", "decode_seconds_per_step", "floor_seconds_per_step", "decode_share",
        "copy_gb_per_s", "decode_bandwidth_share")


def best(lines):
    """Medians of a side's processes at the thread count that was fastest."""
    by_threads = {}
    for line in lines:
        by_threads.setdefault(line["threads"], []).append(line)
    runs = min(by_threads.values(), key=lambda group: median(line["seconds"] for line in group))
    fields = WHOLE + tuple(name for name in SOME if all(name in line for line in runs))
    times = [line["seconds"] for line in runs]
    return dict(threads=runs[0]["threads"], runs=len(runs), fastest=min(times), slowest=max(times),
                **{name: round(median(line[name] for line in runs), 6) for name in fields})


def main():
    quiet, verb, *options = sys.argv[1:]
    by_side = {}
    for text in sys.stdin:
        line = json.loads(text)
        by_side.setdefault(line["who"], []).append(line)
    if OURS not in by_side or len(by_side) < 2:
        sys.exit(f"compare.py: expected lines of {OURS} and of a peer, found {sorted(by_side)}")
    sides = {who: best(lines) for who, lines in by_side.items()}
    first = next(iter(by_side[OURS]))
    ours = sides[OURS]
    ratios = {who.split()[-1]: {
        "seconds": round(side["seconds"] / ours["seconds"], 3),
        "tokens_computed": round(side["tokens_computed"] / ours["tokens_computed"], 3),
        "peak_rss": round(side["peak_rss_mib"] / ours["peak_rss_mib"], 3),
    } for who, side in sides.items() if who != OURS}
    print(json.dumps(dict(verb=" ".join([verb, *options]), quiet=quiet == "yes", prompt_tokens=first["prompt_tokens"],
                          dtype=first["dtype"], sides=sides, peer_over_ours=ratios,
                          our_gemm_over_peer={who.split()[-1]: round(ours["gemm_gflops"] / side["gemm_gflops"], 3)
                                              for who, side in sides.items() if who != OURS})))


main()
