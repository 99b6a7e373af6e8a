"""Are the approved weight manifests of the published checkpoints what transformers builds?

Usage: check_manifest.py MANIFESTS
       MANIFESTS is tests/EvoQuality.Kernel.Tests/Fixtures/manifests: NAME.config.json with NAME.txt beside it.
Builds each model on the meta device, where nothing is allocated, and folds its names as WeightManifestTests does.
Exits with 1 when a line differs.
"""
import difflib
import json
import re
import sys
from pathlib import Path

import torch
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

LAYER = re.compile(r"(blocks|layers)\.(\d+)\.")


def published(name):
    return name.replace("model.visual.", "visual.").replace("model.language_model.", "model.")


def fold(tensors):
    """One line per name and shape; the layers that have it as a range."""
    lines, total = {}, 0
    for name, shape in tensors:
        total += torch.Size(shape).numel()
        layer = LAYER.search(name)
        key = (LAYER.sub(r"\1.*.", name), tuple(shape))
        lines.setdefault(key, []).append(int(layer[2]) if layer else None)
    text = []
    for (name, shape), layers in sorted(lines.items()):
        assert layers == [None] or layers == list(range(layers[0], layers[-1] + 1)), (name, layers)
        if layers != [None]:
            name = name.replace("*", f"{layers[0]}-{layers[-1]}")
        text.append(f"{name} {'x'.join(map(str, shape))}")
    count = sum(map(len, lines.values()))
    return [f"{count} tensors, {total} parameters", *text]


def main():
    same = True
    for path in sorted(Path(sys.argv[1]).glob("*.config.json")):
        raw = json.loads(path.read_text())
        with torch.device("meta"):
            model = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(**raw))
        tied = raw["tie_word_embeddings"]
        ours = path.with_name(path.name.replace(".config.json", ".txt")).read_text().splitlines()
        theirs = fold((published(name), p.shape) for name, p in model.named_parameters(remove_duplicate=False)
                      if not (tied and name == "lm_head.weight"))
        for line in difflib.unified_diff(ours, theirs, "approved", "transformers", lineterm=""):
            print(line)
        print(path.name, "equal" if ours == theirs else "DIFFERENT", theirs[0])
        same = same and ours == theirs
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
