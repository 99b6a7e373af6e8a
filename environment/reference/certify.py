"""transformers' side of a parity certificate. Usage: certify.py MODEL_FOLDER OUT_FOLDER

OUT_FOLDER holds cases.json and pictures, written by `evoquality certify MODEL_FOLDER --out OUT_FOLDER`. This program asks
transformers the same and writes transformers.safetensors and transformers.json; the command, run again, compares them.
In bfloat16 the fp32 numbers are written too (exact.*), so that both roundings are judged by one measure.
"""
import hashlib
import json
import math
import sys
from pathlib import Path

import torch
import transformers
from PIL import Image
from safetensors.torch import save_file
from transformers import AutoProcessor, GenerationConfig, Qwen2_5_VLForConditionalGeneration

PATTERNS = ["config.json", "generation_config.json", "*.safetensors", "*.safetensors.index.json", "tokenizer.json",
            "tokenizer_config.json", "vocab.json", "merges.txt", "special_tokens_map.json", "added_tokens.json",
            "preprocessor_config.json", "processor_config.json", "chat_template.json", "chat_template.jinja"]


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def prompt(processor, case, folder):
    pictures = [Image.open(folder / name).convert("RGB") for name in case["pictures"]]
    content = [{"type": "image"} for _ in pictures] + [{"type": "text", "text": case["text"]}]
    text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
    return processor(text=[text], images=pictures, return_tensors="pt")


def one_frame(rows, frames):
    """A still picture's rows hold each patch once per frame (C, T, height, width); the kit's hold it once."""
    rows = rows.float().cpu().unflatten(1, (3, frames, -1))
    if not (rows == rows[:, :, :1]).all():
        sys.exit("The frames of a still picture differ: expected the same patch in each.")
    return rows[:, :, 0].flatten(1)


def features(model, pixels, grid):
    out = model.model.get_image_features(pixels, grid)
    return torch.cat(tuple(out.pooler_output if hasattr(out, "pooler_output") else out)).float().cpu()


def margin(scores):
    """How far the best logit lies above the second; None where that is not finite, which JSON has no number for."""
    best = scores.float().topk(2).values
    apart = float(best[0] - best[1])
    return apart if math.isfinite(apart) else None


def greedy(model, processor, plan, case, inputs):
    settings = GenerationConfig(do_sample=False, max_new_tokens=plan["max_new_tokens"], eos_token_id=plan["end_tokens"],
                                pad_token_id=plan["end_tokens"][0], suppress_tokens=plan["suppressed_tokens"] or None)
    out = model.generate(**inputs, generation_config=settings, output_scores=True, return_dict_in_generate=True)
    ids = out.sequences[0, inputs["input_ids"].shape[1]:].tolist()
    margins = [margin(scores[0]) for scores in out.scores]
    return dict(name=case["name"], ids=ids, text=processor.decode(ids, skip_special_tokens=True), margins=margins)


@torch.inference_mode()
def answer(model, processor, plan, folder, numbers, prefix=""):
    """Fills numbers; returns the greedy answers."""
    answers = []
    for case in plan["cases"]:
        inputs = prompt(processor, case, folder)
        placed = inputs.to(model.device)
        if not prefix:
            numbers["ids." + case["name"]] = inputs["input_ids"][0].cpu()
        numbers[f"{prefix}logits.{case['name']}"] = model(**placed, logits_to_keep=1).logits[0, -1].float().cpu()
        answers.append(None if prefix else greedy(model, processor, plan, case, placed))
        if len(case["pictures"]) == 1:
            name = case["pictures"][0]
            if not prefix:
                numbers["pixels." + name] = one_frame(inputs["pixel_values"], processor.image_processor.temporal_patch_size)
            numbers[f"{prefix}features.{name}"] = features(model, placed["pixel_values"], placed["image_grid_thw"])
    return answers


def main():
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    if not (folder / "cases.json").exists():
        sys.exit(f"{folder}/cases.json is missing: run `evoquality certify {source} --out {folder}` first.")
    plan = json.loads((folder / "cases.json").read_text())
    processor = AutoProcessor.from_pretrained(source)

    def load(dtype):
        return Qwen2_5_VLForConditionalGeneration.from_pretrained(source, dtype=dtype).to(plan["device"]).eval()

    numbers = {}
    answers = answer(load(getattr(torch, plan["dtype"])), processor, plan, folder, numbers)
    if plan["dtype"] != "float32":
        answer(load(torch.float32), processor, plan, folder, numbers, "exact.")
    save_file({name: value.contiguous() for name, value in numbers.items()}, folder / "transformers.safetensors")
    files = sorted({path for pattern in PATTERNS for path in source.glob(pattern)})
    facts = dict(plan=sha256(folder / "cases.json"), versions=dict(transformers=transformers.__version__, torch=torch.__version__),
                 files={path.name: sha256(path) for path in files},
                 pictures={name: sha256(folder / name) for name in plan["pictures"]}, answers=answers)
    (folder / "transformers.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(answers)} prompts answered by transformers: run `evoquality certify {source} --out {folder}` again.")


if __name__ == "__main__":
    main()
