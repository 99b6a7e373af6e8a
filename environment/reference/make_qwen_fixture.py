"""A tiny random Qwen2.5-VL checkpoint in the published layout, with inputs and what transformers makes of them.

Usage: make_qwen_fixture.py OUT_FOLDER SEED tied|untied
       made tests/EvoQuality.Kernel.Tests/Fixtures/qwen-tied (seed 11) and qwen-untied (seed 12)
Needs torch and transformers 5; the committed folders were made with torch 2.14, transformers 5.12.

The prompts have several images, grids with odd numbers of merged cells (windows cut at the edges) and one that windows
divide exactly, and are padded at the left. config.json is what transformers writes (nested); config.published.json says
the same in the flat spelling of the published checkpoints.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

VOCABULARY = 96
PLAIN_TOKENS = 80  # the ids above are for control tokens
TOKENS = dict(image_token_id=90, video_token_id=91, vision_start_token_id=88, vision_end_token_id=89)
ENDS = dict(bos_token_id=84, eos_token_id=85, pad_token_id=83)
ROPE = dict(mrope_section=[1, 1, 2])
THETA = 1_000_000.0
VISION = dict(depth=4, hidden_size=16, intermediate_size=28, num_heads=2, patch_size=4, spatial_merge_size=2,
              temporal_patch_size=2, tokens_per_second=2, window_size=16, out_hidden_size=32,
              fullatt_block_indexes=[1, 3])
TEXT = dict(vocab_size=VOCABULARY, hidden_size=32, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=2048, rms_norm_eps=1e-6)
GRIDS = [(1, 8, 6), (1, 4, 10), (1, 12, 8), (1, 6, 6)]  # frames, rows, columns in patches; a window is 4x4
PROMPTS = [(5, [0], 7), (3, [1, 2], 12), (9, [3], 4)]  # tokens before, images, tokens after
NEW_TOKENS = 12


def build(seed, tied, generator):
    torch.manual_seed(seed)
    config = Qwen2_5_VLConfig(
        vision_config=dict(VISION, in_channels=3), **TOKENS, tie_word_embeddings=tied,
        text_config=dict(TEXT, **ENDS, tie_word_embeddings=tied,
                         rope_parameters=dict(ROPE, rope_type="default", rope_theta=THETA)))
    model = Qwen2_5_VLForConditionalGeneration(config).eval()
    with torch.no_grad():
        for name, p in model.named_parameters():
            drawn = torch.randn(p.shape, generator=generator)
            if p.dim() == 1:
                p.copy_(1 + 0.2 * drawn if "norm" in name or "ln_q" in name else 0.1 * drawn)
            else:
                p.copy_(drawn * (0.6 / p.shape[-1] ** 0.5 if p.dim() == 2 else 0.1))
        model.tie_weights()
    return model


def prompts(generator):
    merged = VISION["spatial_merge_size"] ** 2

    def image(index):
        _, rows, columns = GRIDS[index]
        return [TOKENS["vision_start_token_id"], *[TOKENS["image_token_id"]] * (rows * columns // merged),
                TOKENS["vision_end_token_id"]]

    def text(count):
        return torch.randint(0, PLAIN_TOKENS, (count,), generator=generator).tolist()

    sequences = [text(before) + [t for i in images for t in image(i)] + text(after) for before, images, after in PROMPTS]
    length = max(map(len, sequences))
    ids = torch.full((len(sequences), length), ENDS["pad_token_id"])
    mask = torch.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, length - len(sequence):] = torch.tensor(sequence)
        mask[row, length - len(sequence):] = 1
    patches = sum(rows * columns for _, rows, columns in GRIDS)
    pixels = torch.randn(patches, 3 * VISION["temporal_patch_size"] * VISION["patch_size"] ** 2, generator=generator)
    return sequences, dict(input_ids=ids, attention_mask=mask, pixel_values=pixels, image_grid_thw=torch.tensor(GRIDS),
                           mm_token_type_ids=(ids == TOKENS["image_token_id"]).int())


def token_loss(model, inputs):
    """Mean over the tokens that are neither padding nor image places; its gradient passes both towers."""
    log_probs = model(**inputs).logits.log_softmax(-1)
    targets = inputs["input_ids"][:, 1:]
    weights = (inputs["attention_mask"][:, 1:] * (targets != TOKENS["image_token_id"])).float()
    return -(log_probs[:, :-1].gather(-1, targets[..., None])[..., 0] * weights).sum() / weights.sum()


def expected(model, inputs):
    ids, mask, grids = inputs["input_ids"], inputs["attention_mask"], inputs["image_grid_thw"]
    with torch.no_grad():
        positions, deltas = model.model.get_rope_index(
            ids, mm_token_type_ids=inputs["mm_token_type_ids"], image_grid_thw=grids, attention_mask=mask)
        tensors = {
            "batch.input_ids": ids, "batch.attention_mask": mask, "batch.image_grid_thw": grids,
            "batch.pixel_values": inputs["pixel_values"], "batch.position_ids": positions, "batch.rope_deltas": deltas,
            "batch.logits": model(**inputs).logits,
            "vision.merged": model.model.visual(inputs["pixel_values"], grid_thw=grids).pooler_output,
            "generate.greedy": model.generate(**inputs, max_new_tokens=NEW_TOKENS, do_sample=False)[:, ids.shape[1]:],
        }
    loss = token_loss(model, inputs)
    loss.backward()
    tensors["loss"] = loss.detach()[None]
    norms = {name: float(p.grad.norm()) for name, p in model.named_parameters() if p.grad is not None}
    return {name: value.contiguous() for name, value in tensors.items()}, norms


def published(tied):
    vision = dict(VISION, hidden_act="silu", in_chans=3, spatial_patch_size=VISION["patch_size"])
    return dict(TEXT, architectures=["Qwen2_5_VLForConditionalGeneration"], model_type="qwen2_5_vl",
                hidden_act="silu", attention_dropout=0.0, rope_theta=THETA,
                rope_scaling=dict(ROPE, type="mrope"), tie_word_embeddings=tied, torch_dtype="float32",
                use_sliding_window=False, sliding_window=32768, **TOKENS, **ENDS, vision_config=vision)


def main():
    out, seed, tied = Path(sys.argv[1]), int(sys.argv[2]), {"tied": True, "untied": False}[sys.argv[3]]
    generator = torch.Generator().manual_seed(seed + 1)
    model = build(seed, tied, generator)
    model.save_pretrained(out)
    sequences, inputs = prompts(generator)
    tensors, norms = expected(model, inputs)
    save_file(tensors, out / "expected.safetensors")
    meta = dict(torch=torch.__version__, seed=seed, sequences=sequences, images=[images for _, images, _ in PROMPTS],
                grad_norms=norms)
    (out / "expected.json").write_text(json.dumps(meta, separators=(",", ":")) + "\n")
    (out / "config.published.json").write_text(json.dumps(published(tied), indent=2) + "\n")
    print({name: tuple(value.shape) for name, value in tensors.items()})
    print(sum(file.stat().st_size for file in out.iterdir()), "bytes")


if __name__ == "__main__":
    main()
