"""Does transformers load a checkpoint we saved, with the same greedy tokens and logits as the one it came from?

Usage: check_checkpoint.py FIXTURE SAVED
       FIXTURE is a folder of make_qwen_fixture.py, SAVED what `EvoQuality.Benchmarks -- resave FIXTURE SAVED` made of it.
       Where SAVED is not in fp32 (`--type BFloat16`), it is compared with FIXTURE read in that type, and exactly.
Exits with 1 when a weight is missing or unknown, a token differs, or a logit by more than 1e-4.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import Qwen2_5_VLForConditionalGeneration

TOLERANCE = 1e-4


def main():
    expected = load_file(Path(sys.argv[1], "expected.safetensors"))
    load = Qwen2_5_VLForConditionalGeneration.from_pretrained
    dtype = getattr(torch, json.loads(Path(sys.argv[2], "config.json").read_text())["torch_dtype"])
    model, report = load(sys.argv[2], dtype="auto", output_loading_info=True)
    strays = {kind: sorted(names) for kind, names in report.items() if names}
    ids = expected["batch.input_ids"]
    inputs = dict(input_ids=ids, attention_mask=expected["batch.attention_mask"],
                  pixel_values=expected["batch.pixel_values"], image_grid_thw=expected["batch.image_grid_thw"],
                  mm_token_type_ids=(ids == model.config.image_token_id).int())

    def answer(source, steps=expected["generate.greedy"].shape[1]):
        with torch.no_grad():
            logits = source.eval()(**inputs).logits
        return logits, source.generate(**inputs, max_new_tokens=steps, do_sample=False)[:, ids.shape[1]:]

    exact = dtype != torch.float32
    reference = answer(load(sys.argv[1], dtype=dtype)) if exact else (expected["batch.logits"], expected["generate.greedy"])
    logits, greedy = answer(model)
    difference = float((logits - reference[0]).abs()[expected["batch.attention_mask"].bool()].max())
    same = torch.equal(greedy, reference[1]) and model.dtype == dtype
    print(dict(dtype=str(model.dtype), strays=strays, logits=difference, greedy_equal=same))
    sys.exit(0 if not strays and same and difference <= (0 if exact else TOLERANCE) else 1)


if __name__ == "__main__":
    main()
