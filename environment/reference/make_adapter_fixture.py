"""An adapter as PEFT makes, computes and saves it, on the checkpoint of make_qwen_fixture.py.

Usage: make_adapter_fixture.py FIXTURE OUT_FOLDER SEED
       made tests/EvoQuality.Kernel.Tests/Fixtures/adapter from .../qwen-untied with seed 21
Needs torch, transformers 5 and peft; the committed folder was made with torch 2.14, transformers 5.12 and a checkout of peft on
PYTHONPATH (0.20.1.dev0, commit 5d602fdbf).

OUT_FOLDER gets what PEFT's save_pretrained writes (all linear layers of both towers, rank 3, alpha 6, B drawn too) and
expected.safetensors: logits of FIXTURE's batch, its loss and the gradient of every matrix, computed in fp64 (but for what transformers
always computes in fp32: norms and rotations) and stored in fp32.
"""
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from peft.utils import get_peft_model_state_dict
from safetensors.torch import load_file, save_file
from transformers import Qwen2_5_VLForConditionalGeneration

from make_qwen_fixture import TOKENS, token_loss

LINEAR = r".*(language_model|visual)\..*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj|qkv|proj|mlp\.0|mlp\.2)"
NOT_LINEAR = r".*patch_embed.*"


def batch(fixture):
    expected = load_file(Path(fixture, "expected.safetensors"))
    ids = expected["batch.input_ids"]
    return dict(input_ids=ids, attention_mask=expected["batch.attention_mask"], pixel_values=expected["batch.pixel_values"].double(),
                image_grid_thw=expected["batch.image_grid_thw"], mm_token_type_ids=(ids == TOKENS["image_token_id"]).int())


def main():
    fixture, out, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    base = Qwen2_5_VLForConditionalGeneration.from_pretrained(fixture, dtype=torch.float32)
    config = LoraConfig(r=3, lora_alpha=6, target_modules=LINEAR, exclude_modules=NOT_LINEAR, task_type="CAUSAL_LM")
    model = get_peft_model(base, config).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_" in name:
                parameter.copy_(0.3 * torch.randn(parameter.shape, generator=generator))
    model.save_pretrained(out)
    (out / "README.md").unlink(missing_ok=True)
    model.double()  # so that a difference is our rounding alone: some logits here magnify that of fp32 a hundred times
    inputs = batch(fixture)
    loss = token_loss(model, inputs)
    loss.backward()
    with torch.no_grad():
        tensors = {"logits": model(**inputs).logits, "loss": loss.detach()[None]}
    saved = get_peft_model_state_dict(model)
    gradients = {name.replace(".default", ""): p.grad for name, p in model.named_parameters() if p.grad is not None}
    assert gradients.keys() == saved.keys(), gradients.keys() ^ saved.keys()
    tensors.update({"gradient." + name: value for name, value in gradients.items()})
    save_file({name: value.float().contiguous() for name, value in tensors.items()}, out / "expected.safetensors")
    print(len(saved), "matrices,", sum(file.stat().st_size for file in out.iterdir()), "bytes")


if __name__ == "__main__":
    main()
