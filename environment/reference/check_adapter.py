"""Does PEFT load an adapter we saved, with our logits and gradients, and transformers the merged checkpoint?

Usage: check_adapter.py FIXTURE OUT
       FIXTURE is a folder of make_qwen_fixture.py, OUT what `EvoQuality.Benchmarks -- adapter FIXTURE OUT [--vision]` made of it.
Needs torch, transformers 5 and peft (a checkout's src on PYTHONPATH will do).
Exits with 1 when a matrix is missing or unknown, a logit differs by more than 1e-4 or a gradient by more than a thousandth.
"""
import sys
import warnings
from pathlib import Path

import peft
import torch
import transformers
from safetensors.torch import load_file
from transformers import Qwen2_5_VLForConditionalGeneration

from make_adapter_fixture import batch
from make_qwen_fixture import token_loss

TOLERANCE = 1e-4
GRADIENT_TOLERANCE = 1e-3


def main():
    fixture, out = sys.argv[1], Path(sys.argv[2])
    ours, inputs = load_file(out / "ours.safetensors"), batch(fixture)
    mask = inputs["attention_mask"].bool()
    load = Qwen2_5_VLForConditionalGeneration.from_pretrained
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # PEFT warns about missing and unknown matrices
        model = peft.PeftModel.from_pretrained(load(fixture, dtype=torch.float32), out / "peft", is_trainable=True).eval()
    theirs = {name.replace(".default", ""): p for name, p in model.named_parameters() if p.requires_grad}
    saved = load_file(out / "peft" / "adapter_model.safetensors")
    same_names = theirs.keys() == saved.keys()
    loss = token_loss(model, inputs)
    loss.backward()
    with torch.no_grad():
        logits = model(**inputs).logits
        merged = load(out / "merged", dtype=torch.float32).eval()(**inputs).logits
        base = load(fixture, dtype=torch.float32).eval()(**inputs).logits
    gradients = {}
    for name, p in theirs.items():
        published = name.removeprefix("base_model.model.model.").replace("language_model.", "model.")
        mine = ours["gradient." + published]
        gradients[name] = float((mine - p.grad).abs().max() / p.grad.abs().max())

    def difference(other):
        return float((ours["logits"] - other).abs()[mask].max())

    result = dict(peft=peft.__version__, transformers=transformers.__version__, torch=torch.__version__, matrices=len(theirs),
                  same_names=same_names, logits=difference(logits), merged_logits=difference(merged), base_logits=difference(base),
                  loss=abs(float(loss.detach()) - float(ours["loss"])), gradients=max(gradients.values()))
    print(result)
    good = same_names and max(result["logits"], result["merged_logits"]) <= TOLERANCE and result["gradients"] <= GRADIENT_TOLERANCE
    sys.exit(0 if good and result["base_logits"] > 100 * TOLERANCE else 1)


if __name__ == "__main__":
    main()
