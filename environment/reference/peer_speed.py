"""Speed and memory of transformers on a checkpoint folder, as one JSON line; compare.sh runs it beside our own verbs.

Usage: peer_speed.py MODEL prefill|votes|scores|grpo [--peer called|careful|careful-features] [--items N] [--k K] [--new N]
                     [--side PIXELS] [--text N] [--batch N] [--repeat N] [--round] [--dtype float32|bfloat16] [--device cpu|cuda]

MODEL            a checkpoint; a folder with config.json alone means random weights.
prefill          N pairs of pictures, one forward pass.     votes   N pairs, K completions of exactly --new tokens each.
scores           N pictures, K completions each.            grpo    N pictures, K completions each, then a step per batch.
--round          votes of a round: N pairs of N/3 pictures, each in six pairs.

called           as the library is called: generate(num_return_sequences=K); grpo with the prompt and its pixels repeated
                 for every completion, as TRL lays its rows out.
careful          the prompt is read once and its cache repeated K times; one token takes no decoding, only K draws; in grpo
                 the completions continue that cache, forward and backward.
careful-features careful, and the pictures are encoded apart from the prompts, in --round once each.

tokens_computed counts, with hooks, the token positions through the language model and the patch rows through the vision
tower of one repeat, forward. SDPA attention, logits where they are needed, inference_mode where nothing is trained.
"""
import argparse
import copy
import json
import resource
import time
from pathlib import Path

import torch
from transformers import AutoConfig, Qwen2_5_VLForConditionalGeneration

PLAIN_TOKENS = 290
IMAGES_PER_BATCH = 16


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("mode", choices=["prefill", "votes", "scores", "grpo"])
    parser.add_argument("--peer", choices=["called", "careful", "careful-features"], default="called")
    for name, usual in dict(items=16, k=32, new=1, side=224, text=60, batch=8, repeat=3).items():
        parser.add_argument("--" + name, type=int, default=usual)
    parser.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--round", action="store_true")
    a = parser.parse_args()
    if a.round and (a.mode != "votes" or a.items % 3 or a.items < 12):
        parser.error("--round measures votes and needs a multiple of 3 items, 12 or more")
    return a


def load(a):
    dtype = getattr(torch, a.dtype)
    if list(Path(a.model).glob("*.safetensors")):
        model = Qwen2_5_VLForConditionalGeneration.from_pretrained(a.model, dtype=dtype, attn_implementation="sdpa").to(a.device)
    else:
        config = AutoConfig.from_pretrained(a.model)
        config._attn_implementation = "sdpa"
        usual = torch.get_default_dtype()
        torch.set_default_dtype(dtype)
        with torch.device(a.device):
            model = Qwen2_5_VLForConditionalGeneration(config)
        torch.set_default_dtype(usual)
        model.to(dtype)  # parts follow the file's own dtype
        with torch.no_grad():
            for p in model.parameters():
                if p.dim() > 1:
                    p.normal_(0, 0.02)
    model.generation_config.eos_token_id = None
    return model.eval()


def wait(device):
    if device.startswith("cuda"):
        torch.cuda.synchronize()


def median_seconds(work, device, times):
    for _ in range(2):
        work()
    wait(device)
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        wait(device)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]


def gemm_gflops(a):
    size, dtype = (1024, torch.float32) if a.device == "cpu" else (8192, getattr(torch, a.dtype))
    x = torch.randn(size, size, dtype=dtype, device=a.device)
    return 2 * size ** 3 / median_seconds(lambda: x @ x, a.device, 10) / 1e9


def status_mib(key):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(key)) // 1024


class Counter:
    """What passed the two towers, by hooks on them."""

    def __init__(self, model):
        self.tokens = 0
        model.model.language_model.register_forward_pre_hook(self.positions, with_kwargs=True)
        model.model.visual.register_forward_pre_hook(self.patches, with_kwargs=True)

    def positions(self, _, args, kwargs):
        embeds = kwargs.get("inputs_embeds")
        self.tokens += embeds.shape[0] * embeds.shape[1]

    def patches(self, _, args, kwargs):
        self.tokens += (args[0] if args else kwargs["hidden_states"]).shape[0]


class Peer:
    def __init__(self, model, a):
        self.model, self.a, c = model, a, model.config
        grid = a.side // 14
        self.images_per_prompt = 2 if a.mode in ("prefill", "votes") else 1
        self.image_rows, self.cells = grid * grid, grid * grid // 4
        plain = min([PLAIN_TOKENS, c.image_token_id, c.vision_start_token_id])
        text = torch.randint(0, plain, (a.text,), generator=torch.Generator().manual_seed(1)).tolist()
        image = [c.vision_start_token_id] + [c.image_token_id] * self.cells + [c.vision_end_token_id]
        self.row = text[: a.text // 2] + image * self.images_per_prompt + text[a.text // 2:]
        self.grid = [1, grid, grid]
        most = max(min(a.batch, a.items) * self.images_per_prompt, min(IMAGES_PER_BATCH, a.items // 3) if a.round else 0)
        self.pixels = torch.randn(most * self.image_rows, 1176,
                                  generator=torch.Generator().manual_seed(1)).to(a.device, model.dtype)
        self.decode_seconds, self.decode_steps = 0.0, 0

    def images(self, count):
        return dict(pixel_values=self.pixels[: count * self.image_rows],
                    image_grid_thw=torch.tensor([self.grid] * count, device=self.a.device))

    def inputs(self, prompts):
        ids = torch.tensor([self.row] * prompts, device=self.a.device)
        return dict(input_ids=ids, attention_mask=torch.ones_like(ids),
                    mm_token_type_ids=(ids == self.model.config.image_token_id).int(),
                    **self.images(prompts * self.images_per_prompt))

    # -- as called ---------------------------------------------------------------------------------------------------

    def generate(self, x):
        a, c = self.a, self.model.config
        return self.model.generate(**x, do_sample=True, top_k=0, num_return_sequences=a.k, max_new_tokens=a.new,
                                   min_new_tokens=a.new, pad_token_id=0,
                                   suppress_tokens=[c.image_token_id, c.video_token_id])  # else grpo would look for their pixels

    def repeated(self, x, completions):
        """Every row with its prompt and its pixels again, as TRL feeds the model for log-probabilities."""
        k, prompts = self.a.k, x["input_ids"].shape[0]
        y = {name: x[name].repeat_interleave(k, 0) for name in ("input_ids", "attention_mask", "mm_token_type_ids")}
        y["pixel_values"] = x["pixel_values"].view(prompts, -1, 1176).repeat_interleave(k, 0).reshape(-1, 1176)
        y["image_grid_thw"] = x["image_grid_thw"].repeat_interleave(k, 0)
        y["input_ids"] = torch.cat([y["input_ids"], completions], 1)
        y["attention_mask"] = torch.ones_like(y["input_ids"])
        y["mm_token_type_ids"] = torch.nn.functional.pad(y["mm_token_type_ids"], (0, completions.shape[1]))
        return y

    def row_log_probs(self, net, x, completions):
        logits = net(**self.repeated(x, completions), logits_to_keep=self.a.new + 1, use_cache=False).logits[:, :-1]
        return chosen(logits, completions)

    # -- with care ---------------------------------------------------------------------------------------------------

    def read(self, net, prompts, features=None):
        """One pass over the prompts: last logits, cache, position of the next token."""
        x = self.inputs(prompts)
        positions, deltas = net.model.get_rope_index(
            x["input_ids"], mm_token_type_ids=x["mm_token_type_ids"], image_grid_thw=x["image_grid_thw"])
        if features is None:
            given = dict(input_ids=x["input_ids"], pixel_values=x["pixel_values"], image_grid_thw=x["image_grid_thw"])
        else:
            embeds = net.get_input_embeddings()(x["input_ids"])
            places = (x["input_ids"] == net.config.image_token_id)[..., None].expand_as(embeds)
            given = dict(inputs_embeds=embeds.masked_scatter(places, features.to(embeds.dtype)))
        out = net(**given, position_ids=positions, use_cache=True, logits_to_keep=1)
        next_position = x["input_ids"].shape[1] + deltas.view(-1)
        return out.logits[:, -1], out.past_key_values, next_position

    def features(self, count):
        """Vectors of each picture, encoded apart from any prompt."""
        parts = []
        for start in range(0, count, IMAGES_PER_BATCH):
            out = self.model.model.get_image_features(**self.images(min(IMAGES_PER_BATCH, count - start)))
            parts += out.pooler_output if hasattr(out, "pooler_output") else out
        return parts

    def complete(self, logits, cache, next_position):
        """K completions of each prompt, exactly --new tokens."""
        a, prompts = self.a, logits.shape[0]
        drawn = [torch.multinomial(logits.float().softmax(-1), a.k, replacement=True).view(-1, 1)]
        if a.new > 1:
            wait(a.device)
            start = time.perf_counter()
            cache.batch_repeat_interleave(a.k)
            place = next_position.repeat_interleave(a.k).view(1, -1, 1).expand(3, -1, -1)
            for step in range(a.new - 1):
                logits = self.model(input_ids=drawn[-1], position_ids=place + step, past_key_values=cache, use_cache=True).logits[:, -1]
                drawn.append(torch.multinomial(logits.float().softmax(-1), 1))
            wait(a.device)
            self.decode_seconds += time.perf_counter() - start
            self.decode_steps += a.new - 1
        return torch.cat(drawn, 1).view(prompts * a.k, -1)

    def continued_log_probs(self, net, prompts, completions):
        logits, cache, next_position = self.read(net, prompts)
        logits = logits.repeat_interleave(self.a.k, 0)[:, None]
        if self.a.new > 1:
            cache.batch_repeat_interleave(self.a.k)
            steps = torch.arange(self.a.new - 1, device=completions.device)
            place = (next_position.repeat_interleave(self.a.k)[:, None] + steps).expand(3, -1, -1)
            rest = net(input_ids=completions[:, :-1], position_ids=place, past_key_values=cache, use_cache=True).logits
            logits = torch.cat([logits, rest], 1)
        return chosen(logits, completions)

    # -- the work ----------------------------------------------------------------------------------------------------

    @torch.inference_mode()
    def answer(self, items):
        a, pictures = self.a, None
        count = items // 3
        if a.round and a.peer == "careful-features":
            pictures = self.features(count)
        for start in range(0, items, a.batch):
            prompts = min(a.batch, items - start)
            if a.peer == "called":
                x = self.inputs(prompts)
                self.model(**x, logits_to_keep=1) if a.mode == "prefill" else self.generate(x)
                continue
            features = None
            if pictures is not None:
                pairs = [((p % count), (p % count + 1 + p // count) % count) for p in range(start, start + prompts)]
                features = torch.cat([pictures[i] for pair in pairs for i in pair])
            elif a.peer == "careful-features":
                features = torch.cat(self.features(prompts * self.images_per_prompt))
            read = self.read(self.model, prompts, features)
            if a.mode != "prefill":
                self.complete(*read)

    def prepare_training(self):
        self.reference = copy.deepcopy(self.model).requires_grad_(False)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-6)
        return self.reference

    def step(self, prompts):
        x, careful = self.inputs(prompts), self.a.peer != "called"
        with torch.no_grad():
            if careful:
                completions = self.complete(*self.read(self.model, prompts))
            else:
                completions = self.generate(x)[:, len(self.row):]

        def log_probs(net):
            return self.continued_log_probs(net, prompts, completions) if careful else self.row_log_probs(net, x, completions)

        with torch.no_grad():
            reference = log_probs(self.reference)
        policy = log_probs(self.model)
        advantages = torch.randn(len(completions), 1, device=policy.device)
        ratio, kl = (policy - policy.detach()).exp(), (reference - policy).exp() - (reference - policy) - 1
        surrogate = torch.minimum(ratio * advantages, ratio.clamp(0.8, 1.2) * advantages)
        (-(surrogate - 0.05 * kl)).mean().backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()

    def run(self, items):
        if self.a.mode != "grpo":
            return self.answer(items)
        for start in range(0, items, self.a.batch):
            self.step(min(self.a.batch, items - start))


def chosen(logits, ids):
    return logits.float().log_softmax(-1).gather(-1, ids[..., None])[..., 0]


def main():
    a = arguments()
    torch.manual_seed(0)
    model = load(a)
    peer, counters = Peer(model, a), [Counter(model)]
    if a.mode == "grpo":
        counters.append(Counter(peer.prepare_training()))
    loaded, gemm = status_mib("VmRSS"), gemm_gflops(a)
    peer.run(a.items if a.round else min(a.items, a.batch))
    for counter in counters:
        counter.tokens = 0
    peer.decode_seconds, peer.decode_steps, times = 0.0, 0, []
    for _ in range(a.repeat):
        wait(a.device)
        start = time.perf_counter()
        peer.run(a.items)
        wait(a.device)
        times.append(time.perf_counter() - start)
    seconds = sorted(times)[a.repeat // 2]
    line = dict(who="transformers " + a.peer, mode=a.mode, round=a.round, items=a.items, k=a.k, new=a.new, side=a.side,
                prompt_tokens=len(peer.row), batch=a.batch, dtype=a.dtype, device=a.device, threads=torch.get_num_threads(),
                gemm_gflops=round(gemm, 1), load=open("/proc/loadavg").read().split()[0], seconds=round(seconds, 4),
                completions_per_s=round(a.items * (1 if a.mode == "prefill" else a.k) / seconds, 2),
                tokens_computed=sum(c.tokens for c in counters) // a.repeat, loaded_rss_mib=loaded,
                peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    if peer.decode_steps:
        line.update(decode_rows=min(a.items, a.batch) * a.k, decode_seconds_per_step=round(peer.decode_seconds / peer.decode_steps, 6))
    print(json.dumps(line))


if __name__ == "__main__":
    main()
