"""Does transformers load a checkpoint we saved, with the same greedy tokens and logits as the one it came from?

Usage: check_checkpoint.py FIXTURE SAVED
       FIXTURE is a folder of make_qwen_fixture.py, SAVED what `EvoQuality.Benchmarks -- resave FIXTURE SAVED` made of it.
Exits with 1 when a weight is missing or unknown, a token differs, or a logit by more than 1e-4.
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import Qwen2_5_VLForConditionalGeneration

TOLERANCE = 1e-4


def main():
    expected = load_file(Path(sys.argv[1], "expected.safetensors"))
    model, report = Qwen2_5_VLForConditionalGeneration.from_pretrained(sys.argv[2], output_loading_info=True)
    strays = {kind: sorted(names) for kind, names in report.items() if names}
    ids = expected["batch.input_ids"]
    inputs = dict(input_ids=ids, attention_mask=expected["batch.attention_mask"],
                  pixel_values=expected["batch.pixel_values"], image_grid_thw=expected["batch.image_grid_thw"],
                  mm_token_type_ids=(ids == model.config.image_token_id).int())
    with torch.no_grad():
        logits = model.eval()(**inputs).logits
    shown = expected["batch.attention_mask"].bool()
    difference = float((logits - expected["batch.logits"]).abs()[shown].max())
    reference = expected["generate.greedy"]
    greedy = model.generate(**inputs, max_new_tokens=reference.shape[1], do_sample=False)[:, ids.shape[1]:]
    same = greedy.shape == reference.shape and bool((greedy == reference).all())
    print(dict(strays=strays, logits=difference, greedy_equal=same))
    sys.exit(0 if not strays and same and difference <= TOLERANCE else 1)


if __name__ == "__main__":
    main()
