"""One JSON line from the lines of gpu-line.sh. Usage: gpu_line.py DEVICE < lines.

A roofline's seconds are, pass by pass, the longer of its operations at the measured rate of matrix products and its bytes at the measured
rate of a copy; roofline_share is those seconds divided by the measured ones. training_share is what a GRPO step does beyond its
rollouts (both log-probabilities, backward, layers computed again), in operations per second beyond the seconds of the same rollouts
alone, as a share of the products' rate: what EvoQuality.Planning takes for backward passes.
"""
import json
import sys

from gpu_summary import name

MODES = ("prefill", "votes", "scores", "grpo")


def main():
    device = sys.argv[1]
    lines = {(line["who"], line["mode"]): line for line in map(json.loads, sys.stdin)}
    ours = {mode: lines.get(("evoquality", mode)) for mode in MODES}
    missing = [mode for mode, line in ours.items() if line is None]
    if missing:
        sys.exit(f"gpu_line.py: expected our lines of {', '.join(MODES)}; none of {', '.join(missing)}; the messages above say why.")
    products, copy = ours["prefill"]["gemm_gflops"], ours["votes"]["copy_gb_per_s"]

    def part(mode):
        mine = ours[mode]
        roofline = sum(max(p["gflop"] / products, p["gb"] / copy) for p in mine["passes"])
        peers = {who.split()[-1]: line for (who, its), line in lines.items() if its == mode and who != "evoquality"}
        return dict(
            items=mine["items"], k=mine["k"], new=mine["new"], seconds=mine["seconds"], completions_per_s=mine["completions_per_s"],
            roofline_share=round(roofline / mine["seconds"], 4), products_share=mine["products_share"], gpu_mib=mine.get("gpu_mib"),
            rss_mib=mine["peak_rss_mib"],
            peer_over_ours={who: round(line["seconds"] / mine["seconds"], 3) for who, line in peers.items()},
            peer_gpu_mib={who: line.get("gpu_mib") for who, line in peers.items()})

    beyond = ours["grpo"]["seconds"] - ours["scores"]["seconds"]
    training = (ours["grpo"]["gflop"] - ours["scores"]["gflop"]) / beyond / products if beyond > 0 else None
    print(json.dumps(dict(
        device=name(device), matrix_tflops=round(products / 1000, 3), copy_gb_per_s=copy, reading_share=ours["prefill"]["products_share"],
        decode_bandwidth_share=ours["votes"]["decode_bandwidth_share"], training_share=training and round(training, 4),
        **{mode: part(mode) for mode in MODES})))


main()
