"""Operations of Qwen2.5-VL in transformers, counted by torch's FlopCounterMode, for the tests of the kit's cost calculator.

Usage: count_operations.py SHAPE_FOLDER OUT_FILE

SHAPE_FOLDER holds a config.json; weights are random. Eager attention, so that every product is a counted call. A multiplication and
an addition are two operations. The rotary angles (a product of one column with one row) are left out: they are no part of the
layers. Backward is what a backward pass counts by itself.
"""
import json
import sys

import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import AutoConfig, Qwen2_5_VLForConditionalGeneration

ROWS, COLUMNS, TEXT, GROUP, NEW = 12, 8, 14, 3, 5  # patches of the picture, text tokens, completions, their tokens


def counted(work):
    counter = FlopCounterMode(display=False, depth=None)
    with counter:
        result = work()
    per_module = counter.get_flop_counts()
    angles = sum(sum(ops.values()) for name, ops in per_module.items() if name.endswith("rotary_emb"))
    return counter.get_total_flops() - angles, result


def main():
    shape, out = sys.argv[1:]
    torch.manual_seed(0)
    config = AutoConfig.from_pretrained(shape)
    config._attn_implementation = "eager"
    model = Qwen2_5_VLForConditionalGeneration(config).to(torch.float32)
    cells = ROWS * COLUMNS // 4
    image = [config.vision_start_token_id] + [config.image_token_id] * cells + [config.vision_end_token_id]
    row = [5] * (TEXT - 2) + image
    grid = torch.tensor([[1, ROWS, COLUMNS]])
    width = 3 * 2 * 14 * 14
    pixels = torch.randn(ROWS * COLUMNS, width)

    def inputs(rows, more=0):
        ids = torch.tensor([row + [7] * more] * rows)
        return dict(input_ids=ids, attention_mask=torch.ones_like(ids), mm_token_type_ids=(ids == config.image_token_id).int(),
                    pixel_values=pixels.repeat(rows, 1), image_grid_thw=grid.repeat(rows, 1))

    counts = {}
    with torch.no_grad():
        counts["encode"], _ = counted(lambda: model.model.get_image_features(pixels, grid))
        both, read = counted(lambda: model(**inputs(1), use_cache=True, logits_to_keep=1))
        counts["read"] = both - counts["encode"]
        cache, place = read.past_key_values, torch.tensor(len(row)).view(1, 1, 1).expand(3, GROUP, 1)
        cache.batch_repeat_interleave(GROUP)
        total = 0
        for step in range(NEW - 1):
            ids = torch.full((GROUP, 1), 7)
            count, _ = counted(lambda: model(input_ids=ids, position_ids=place + step, past_key_values=cache, use_cache=True))
            total += count
        counts["decode"] = total

    # Rows of prompt and completion, as TRL lays them out.
    forward, answer = counted(lambda: model(**inputs(GROUP, NEW), logits_to_keep=NEW + 1, use_cache=False).logits)
    backward, _ = counted(lambda: answer.sum().backward())
    counts["copies_forward"], counts["copies_backward"] = forward, backward

    # The prompt read once, its completions continued from its cache.
    def continued():
        first = model(**inputs(1), use_cache=True, logits_to_keep=1)
        kept = first.past_key_values
        kept.batch_repeat_interleave(GROUP)
        steps = torch.arange(NEW - 1)
        where = (torch.full((GROUP, 1), len(row)) + steps).expand(3, -1, -1)
        rest = model(input_ids=torch.full((GROUP, NEW - 1), 7), position_ids=where, past_key_values=kept, use_cache=True).logits
        return first.logits.sum() + rest.sum()

    forward, loss = counted(continued)
    backward, _ = counted(loss.backward)
    counts["shared_forward"], counts["shared_backward"] = forward, backward
    sizes = dict(rows=ROWS, columns=COLUMNS, prompt_tokens=len(row), group=GROUP, new=NEW,
                 parameters=sum(p.numel() for p in model.parameters()))
    with open(out, "w") as file:
        json.dump(dict(sizes=sizes, operations=counts), file, indent=1)
        file.write("\n")
    print(json.dumps(counts))


main()
