"""A checkpoint with random weights for speed measurements. Usage: make_bench_checkpoint.py SHAPE_FOLDER OUT_FOLDER

SHAPE_FOLDER holds a config.json (environment/shapes/*); OUT_FOLDER gets it in transformers' spelling, and the weights.
"""
import sys

import torch
from transformers import AutoConfig, Qwen2_5_VLForConditionalGeneration

shape, out = sys.argv[1:]
torch.manual_seed(0)
model = Qwen2_5_VLForConditionalGeneration(AutoConfig.from_pretrained(shape))
model.save_pretrained(out)
print(round(sum(p.numel() for p in model.parameters()) / 1e6, 1), "million parameters")
