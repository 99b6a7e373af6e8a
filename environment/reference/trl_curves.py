"""Reward, KL and entropy of TRL's GRPOTrainer on the prompts that `EvoQuality.Benchmarks -- trl-curves FOLDER` wrote.

Usage: trl_curves.py POLICY FOLDER OUT.csv [--steps N] [--seeds N]

FOLDER/prompts.json lists pictures, questions and target scores; prompts are taken in order, --prompts per step, as our verb
takes them. Loss, advantage, optimizer and schedule are TRL's (loss_type grpo, beta 0.05, one update per rollout, AdamW
without decay, rate 1e-4 falling to 0, norm at most 1); our verb uses the same numbers. The reward of an answer that is a
score from 1 to 5 is 1 - |score - target| / 4, of any other 0.
"""
import argparse
import csv
import json
import re
import tempfile
from pathlib import Path

import torch
from datasets import Dataset
from PIL import Image
from transformers import AutoProcessor, Qwen2_5_VLForConditionalGeneration, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

SCORE = re.compile(r"\s*([1-5](?:\.[0-9]+)?)\s*")
GROUP, PROMPTS, RATE = 8, 4, 1e-4
# Sampled image tokens stop TRL with "Image features and image tokens do not match"; our policy never emits them.
NEVER = ["<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"]


def closeness(completions, target, **kwargs):
    rewards = []
    for completion, wanted in zip(completions, target):
        found = SCORE.fullmatch(completion[0]["content"])
        rewards.append(1 - abs(float(found[1]) - wanted) / 4 if found and float(found[1]) <= 5 else 0.0)
    return rewards


class Lines(TrainerCallback):
    def __init__(self, seed, rows):
        self.seed, self.rows = seed, rows

    def on_log(self, args, state, control, logs=None, **kwargs):
        if "reward" in logs and "kl" in logs and "train_runtime" not in logs:
            self.rows.append([self.seed, state.global_step] + [f"{float(logs[name]):.6g}" for name in ("reward", "kl", "entropy", "grad_norm")])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("policy")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3)
    a = parser.parse_args()
    cases = json.loads((a.folder / "prompts.json").read_text())["prompts"]
    rows = []
    for seed in range(1, a.seeds + 1):
        processor = AutoProcessor.from_pretrained(a.policy)
        model = Qwen2_5_VLForConditionalGeneration.from_pretrained(a.policy, dtype=torch.float32, attn_implementation="sdpa")
        data = Dataset.from_dict(dict(
            prompt=[[dict(role="user", content=case["text"])] for case in cases],
            image=[Image.open(a.folder / case["image"]).convert("RGB") for case in cases],
            target=[case["target"] for case in cases]))
        with tempfile.TemporaryDirectory() as out:
            settings = GRPOConfig(
                out, generation_kwargs=dict(suppress_tokens=processor.tokenizer.convert_tokens_to_ids(NEVER)), seed=seed, per_device_train_batch_size=PROMPTS * GROUP, num_generations=GROUP, max_completion_length=16, beta=0.05,
                loss_type="grpo", learning_rate=RATE, weight_decay=0.0, max_grad_norm=1.0, lr_scheduler_type="linear", warmup_steps=0,
                max_steps=a.steps, shuffle_dataset=False, gradient_checkpointing=False, use_cpu=True, bf16=False, report_to=[],
                save_strategy="no", logging_steps=1, disable_tqdm=True, dataloader_pin_memory=False)
            GRPOTrainer(
                model=model, reward_funcs=closeness, args=settings, train_dataset=data, processing_class=processor,
                callbacks=[Lines(seed, rows)]).train()
    with open(a.out, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["seed", "step", "reward", "kl", "entropy", "grad_norm"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
