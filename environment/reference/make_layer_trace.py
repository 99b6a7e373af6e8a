"""What every layer of a checkpoint puts out in transformers, for `EvoQuality.Benchmarks -- layers FOLDER TRACE`.

Usage: make_layer_trace.py FOLDER OUT_FILE [SEED]
       made tests/EvoQuality.Kernel.Tests/Fixtures/qwen-tied/layers.safetensors from that folder (seed 21)

Two prompts of random tokens, one padded at the left, with an image of an odd number of merged cells each. The file holds
the inputs (batch.*) and, under the published name of each layer, its output in fp32.
"""
import sys

import torch
from safetensors.torch import save_file
from transformers import Qwen2_5_VLForConditionalGeneration

GRIDS = [(1, 6, 10), (1, 4, 6)]  # frames, rows, columns in patches
PROMPTS = [(4, 5), (2, 3)]  # tokens before and after the image


def inputs(config, generator):
    vision = config.vision_config
    plain = min(config.vision_start_token_id, config.image_token_id, config.text_config.eos_token_id or 10**9, 1000)

    def text(count):
        return torch.randint(0, plain // 2, (count,), generator=generator).tolist()

    rows = []
    for (before, after), (_, height, width) in zip(PROMPTS, GRIDS):
        cells = height * width // vision.spatial_merge_size ** 2
        rows.append([*text(before), config.vision_start_token_id, *[config.image_token_id] * cells,
                     config.vision_end_token_id, *text(after)])
    length = max(map(len, rows))
    ids, mask = torch.zeros(len(rows), length, dtype=torch.long), torch.zeros(len(rows), length, dtype=torch.long)
    for row, sequence in enumerate(rows):
        ids[row, length - len(sequence):] = torch.tensor(sequence)
        mask[row, length - len(sequence):] = 1
    patches = sum(height * width for _, height, width in GRIDS)
    size = vision.in_channels * vision.temporal_patch_size * vision.patch_size ** 2
    return dict(input_ids=ids, attention_mask=mask, image_grid_thw=torch.tensor(GRIDS),
                pixel_values=torch.randn(patches, size, generator=generator))


def main():
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 21
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(sys.argv[1], dtype=torch.float32).eval()
    batch = inputs(model.config, torch.Generator().manual_seed(seed))
    visual, language = model.model.visual, model.model.language_model
    layers = {"visual.patch_embed": visual.patch_embed, "visual.merger": visual.merger, "model.norm": language.norm,
              "lm_head": model.lm_head}
    layers |= {f"visual.blocks.{i}": block for i, block in enumerate(visual.blocks)}
    layers |= {f"model.layers.{i}": layer for i, layer in enumerate(language.layers)}
    outputs = {}

    def keep(name):
        def hook(_module, _arguments, output):
            outputs[name] = (output[0] if isinstance(output, tuple) else output).detach().float().clone()
        return hook

    for name, layer in layers.items():
        layer.register_forward_hook(keep(name))
    with torch.no_grad():
        model(**batch, mm_token_type_ids=(batch["input_ids"] == model.config.image_token_id).int())
    missing = layers.keys() - outputs.keys()
    assert not missing, missing
    save_file({f"batch.{name}": value for name, value in batch.items()} | outputs, sys.argv[2])
    print({name: tuple(value.shape) for name, value in outputs.items()})


if __name__ == "__main__":
    main()
