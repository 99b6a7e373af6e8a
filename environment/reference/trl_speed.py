"""A step of TRL's GRPOTrainer on a checkpoint of make_bench_checkpoint.py, as one JSON line with the fields of peer_speed.py.

Usage: trl_speed.py MODEL PROCESSOR [--prompts N] [--k K] [--new N] [--steps N] [--checkpointing]

PROCESSOR is a folder with tokenizer, chat template and picture settings (src/EvoQuality.Kernel/Pocket): the checkpoint has none, so
its image and padding ids are set to the tokenizer's. A step is N prompts of one picture, K completions of exactly --new tokens
each, in one batch: rollouts, rewards, reference, loss, backward, AdamW. Loss as the paper's: loss_type grpo, beta 0.05. TRL's default
is to checkpoint activations; without --checkpointing it does not, which is faster. Seconds are the median between the ends
of steps, the first left out. TRL and datasets are found through PYTHONPATH (README).
"""
import argparse
import json
import random
import resource
import tempfile
import time
from types import SimpleNamespace

import torch
from datasets import Dataset
from PIL import Image
from transformers import AutoProcessor, Qwen2_5_VLForConditionalGeneration, TrainerCallback
from trl import GRPOConfig, GRPOTrainer

from peer_speed import Counter, gemm_gflops, status_mib

QUESTION = "You see one picture. Say how good its technical quality is, from one to five, two decimals."


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("processor")
    for name, usual in dict(prompts=4, k=8, new=16, side=224, steps=4).items():
        parser.add_argument("--" + name, type=int, default=usual)
    parser.add_argument("--checkpointing", action="store_true")
    return parser.parse_args()


class Clock(TrainerCallback):
    def __init__(self):
        self.ends = []

    def on_step_end(self, args, state, control, **kwargs):
        self.ends.append(time.perf_counter())


def noise(side, seed):
    return Image.frombytes("RGB", (side, side), random.Random(seed).randbytes(3 * side * side))


def letters(completions, **kwargs):
    return [float(sum(c.isalpha() for c in completion[0]["content"])) for completion in completions]


def main():
    a = arguments()
    processor = AutoProcessor.from_pretrained(a.processor)
    model = Qwen2_5_VLForConditionalGeneration.from_pretrained(a.model, dtype=torch.float32, attn_implementation="sdpa")
    tokenizer = processor.tokenizer
    for config in (model.config, model.config.text_config):
        config.pad_token_id, config.eos_token_id = tokenizer.pad_token_id, tokenizer.eos_token_id
    for name in ("image", "video", "vision_start", "vision_end"):
        mark = {"image": "<|image_pad|>", "video": "<|video_pad|>"}.get(name, f"<|{name}|>")
        setattr(model.config, name + "_token_id", tokenizer.convert_tokens_to_ids(mark))
    rows = Dataset.from_dict(dict(
        prompt=[[dict(role="user", content=QUESTION)] for _ in range(a.prompts)],
        image=[noise(a.side, seed) for seed in range(a.prompts)]))
    # sampled image tokens would stop TRL: "Image features and image tokens do not match"
    images = [model.config.image_token_id, model.config.video_token_id]
    clock = Clock()
    with tempfile.TemporaryDirectory() as out:
        settings = GRPOConfig(
            out, per_device_train_batch_size=a.prompts * a.k, num_generations=a.k, max_completion_length=a.new,
            generation_kwargs=dict(min_new_tokens=a.new, suppress_tokens=images), beta=0.05, loss_type="grpo", learning_rate=1e-6, max_steps=a.steps + 1,
            gradient_checkpointing=a.checkpointing, use_cpu=True, bf16=False, report_to=[], save_strategy="no", logging_strategy="no",
            disable_tqdm=True, dataloader_pin_memory=False)
        trainer = GRPOTrainer(model=model, reward_funcs=letters, args=settings, train_dataset=rows, processing_class=processor, callbacks=[clock])
        if trainer.ref_model is None:
            # TRL reads the reference from the folder again, with that folder's ids
            raise SystemExit("trl_speed.py: expected a reference model, found none")
        for name in ("image_token_id", "video_token_id", "vision_start_token_id", "vision_end_token_id"):
            setattr(trainer.accelerator.unwrap_model(trainer.ref_model).config, name, getattr(model.config, name))
        counters = [Counter(model), Counter(trainer.accelerator.unwrap_model(trainer.ref_model))]
        loaded = status_mib("VmRSS")
        gemm = gemm_gflops(SimpleNamespace(device="cpu", dtype="float32"))
        trainer.train()
    times = sorted(b - a for a, b in zip(clock.ends, clock.ends[1:]))
    seconds = times[len(times) // 2]
    ids = processor(images=[[noise(a.side, 0)]], text=[processor.apply_chat_template(
        [dict(role="user", content=[dict(type="image"), dict(type="text", text=QUESTION)])], add_generation_prompt=True)])["input_ids"][0]
    print(json.dumps(dict(
        who="trl" + (" checkpointing" if a.checkpointing else ""), mode="grpo", items=a.prompts, k=a.k, new=a.new, side=a.side,
        prompt_tokens=len(ids), batch=a.prompts, dtype="float32", device="cpu", threads=torch.get_num_threads(), gemm_gflops=round(gemm, 1),
        load=open("/proc/loadavg").read().split()[0], seconds=round(seconds, 4), completions_per_s=round(a.prompts * a.k / seconds, 2),
        tokens_computed=sum(c.tokens for c in counters) // (a.steps + 1), loaded_rss_mib=loaded,
        peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)))


if __name__ == "__main__":
    main()
