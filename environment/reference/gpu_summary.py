"""One JSON line from the lines of gpu-check.sh. Usage: gpu_summary.py DEVICE < lines. Exits with 1 where a share is too low.

On a CPU nothing is judged: "passed" is null.
"""
import json
import subprocess
import sys

PREFILL_FLOOR, DECODE_FLOOR = 0.4, 0.5


def name(device):
    if device == "cpu":
        return "cpu"
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    return subprocess.run(query, capture_output=True, text=True).stdout.strip() or device


def main():
    device = sys.argv[1]
    lines = {(line["who"], line["mode"]): line for line in map(json.loads, sys.stdin)}
    prefill, votes = lines.get(("evoquality", "prefill")), lines.get(("evoquality", "votes"))
    if not prefill or not votes:
        sys.exit("gpu_summary.py: expected our lines of prefill and votes; the messages above say why there is none.")

    def over_ours(mode, mine):
        return {who.split()[-1]: round(line["seconds"] / mine["seconds"], 3)
                for (who, its), line in lines.items() if its == mode and who != "evoquality"}

    passed = None if device == "cpu" else prefill["prefill_share"] >= PREFILL_FLOOR and votes["decode_bandwidth_share"] >= DECODE_FLOOR
    print(json.dumps(dict(
        device=name(device), passed=passed, matrix_tflops=round(prefill["gemm_gflops"] / 1000, 2),
        prefill_share=prefill["prefill_share"], prefill_floor=PREFILL_FLOOR,
        prompt_tokens_per_s=round(prefill["completions_per_s"] * prefill["prompt_tokens"], 1),
        copy_gb_per_s=votes["copy_gb_per_s"], decode_rows=votes["decode_rows"],
        decode_seconds_per_step=votes["decode_seconds_per_step"], decode_share_of_products=votes["decode_share"],
        decode_bandwidth_share=votes["decode_bandwidth_share"], decode_floor=DECODE_FLOOR,
        peer_over_ours=dict(prefill=over_ours("prefill", prefill), votes=over_ours("votes", votes)))))
    sys.exit(1 if passed is False else 0)


if __name__ == "__main__":
    main()
