"""The GRPO of TRL, verl and VisualQuality-R1, called in their own sources: losses with gradients, advantages, rewards.

Usage: make_grpo_fixture.py OUT_FILE SEED TRL_ROOT VERL_ROOT VISUALQUALITY_R1_ROOT
       made tests/EvoQuality.Kernel.Tests/Fixtures/numeric/grpo.json with seed 11, huggingface/trl at f2cd577 (2026-07-24),
       volcengine/verl at b178a3c (2026-01-29) and TianheWu/VisualQuality-R1 at a16dcdb (2025-10-16)
Needs numpy and torch. Nothing of the three is installed: the functions are taken out of their files and run as they stand;
only single precision is read as double where VisualQuality-R1 asks for it.
"""
import ast
import json
import random
import re
import sys
import textwrap
import types
from collections import defaultdict
from datetime import datetime
from enum import Enum
from itertools import product
from pathlib import Path

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
ROWS, LENGTH = 6, 9


def functions(path, names, scope, text=lambda source: source):
    """Runs the named functions of a file in a scope of ours."""
    source = text(Path(path).read_text())
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name in names]
    assert len(found) == len(names), (path, [node.name for node in found])
    for node in found:
        node.decorator_list = []
        exec(compile(ast.Module([node], []), str(path), "exec"), scope)
    return types.SimpleNamespace(**{name: scope[name] for name in names})


def between(path, start, end):
    """The lines of a file from one mark up to another, without their indentation."""
    source = Path(path).read_text()
    first = source.index(start)
    return textwrap.dedent(source[source.rindex("\n", 0, first) + 1:source.index(end, first)])


def batches(rng):
    """One plain batch, one with an empty row, one whose policies have drifted far apart (every clamp is met)."""
    made = []
    for empty, drift in ((False, 0.25), (True, 0.25), (False, 9.0)):
        logps = np.round(rng.normal(-1.5, 0.7, (ROWS, LENGTH)), 6)
        lengths = rng.integers(1, LENGTH + 1, ROWS)
        if empty:
            lengths[2] = 0
        made.append(dict(
            logps=logps.tolist(), old=np.round(logps + rng.normal(0, drift, logps.shape), 6).tolist(),
            ref=np.round(logps + rng.normal(0, drift, logps.shape), 6).tolist(),
            mask=(np.arange(LENGTH)[None] < lengths[:, None]).astype(int).tolist(),
            advantages=np.round(rng.normal(0, 1, ROWS), 6).tolist()))
    return made


def tensors(batch):
    lp, old, ref = (torch.tensor(batch[name]) for name in ("logps", "old", "ref"))
    return lp.requires_grad_(), old, ref, torch.tensor(batch["mask"]), torch.tensor(batch["advantages"])


def trl_losses(root, made):
    """`_compute_loss`: four loss types, ratios of tokens and of sequences, with and without beta and delta; and one clip range."""
    nan = functions(root / "trl/trainer/utils.py", ["nanmin", "nanmax"], dict(torch=torch))
    scope = dict(torch=torch, nanmin=nan.nanmin, nanmax=nan.nanmax)
    compute = functions(root / "trl/trainer/grpo_trainer.py", ["_compute_loss"], scope)._compute_loss
    cases = []
    settings = [(*s, 0.28, 2) for s in product(("grpo", "bnpo", "dr_grpo", "dapo"), (0.0, 0.05), ("token", "sequence"), (None, 1.3))]
    settings += [(kind, 0.04, "token", None, 0.2, 1) for kind in ("grpo", "bnpo", "dr_grpo", "dapo")]
    for index, (kind, beta, level, delta, high, accumulation) in product((0, 1), settings):
        lp, old, ref, mask, advantages = tensors(made[index])
        tokens = torch.tensor(float(mask.sum()) * accumulation)
        trainer = types.SimpleNamespace(
            beta=beta, loss_type=kind, importance_sampling_level=level, epsilon_low=0.2, epsilon_high=high,
            top_entropy_quantile=1.0, aux_loss_enabled=False, off_policy_mask_threshold=None, use_vllm=False,
            max_completion_length=12, current_gradient_accumulation_steps=accumulation, _entropy_bonus_enabled=False,
            model=types.SimpleNamespace(training=True), args=types.SimpleNamespace(delta=delta, use_bias_correction_kl=False),
            accelerator=types.SimpleNamespace(num_processes=1, reduce=lambda t, reduction: t, gather=lambda t: t),
            _metrics={"train": defaultdict(list)})
        trainer._get_per_token_logps_and_entropies = lambda *a, **k: (lp, torch.zeros_like(lp), None)
        loss = compute(trainer, None, dict(
            prompt_ids=torch.zeros(ROWS, 2).long(), prompt_mask=torch.ones(ROWS, 2).long(),
            completion_ids=torch.zeros(ROWS, LENGTH).long(), completion_mask=mask, advantages=advantages,
            old_per_token_logps=old, ref_per_token_logps=ref, num_items_in_batch=tokens))
        loss.backward()
        logged = {name: values[0] for name, values in trainer._metrics["train"].items()}
        cases.append(dict(
            batch=index, loss_type=kind, beta=beta, level=level, delta=delta, epsilon_high=high, accumulation=accumulation,
            max_completion_length=12, loss=float(loss.detach()), grad=lp.grad.tolist(), kl=logged.get("kl"),
            clip={name.split("/")[1]: value for name, value in logged.items() if name.startswith("clip_ratio/")}))
    return cases


def groups_of_rewards(rng):
    return [np.round(rng.uniform(0, 1, (3, 4)), 6), np.round(rng.normal(0.5, 0.1, (2, 8)), 6),
            np.vstack([np.full(5, 0.7), np.round(rng.uniform(0, 1, 5), 6)])]


def trl_advantages(root, groups):
    """The block of `_generate_and_score_completions`, one reward function."""
    block = between(root / "trl/trainer/grpo_trainer.py", 'if self.multi_objective_aggregation == "sum_then_normalize":',
                    'elif self.multi_objective_aggregation == "normalize_then_sum":')
    nanstd = functions(root / "trl/trainer/utils.py", ["nanstd"], dict(torch=torch)).nanstd
    cases = []
    for rewards, scale in product(groups, ("group", "batch", "none")):
        scope = dict(torch=torch, nanstd=nanstd, device="cpu", num_generations=rewards.shape[1],
                     unscorable_mask=torch.zeros(rewards.size).bool(), rewards_per_func=torch.tensor(rewards).reshape(-1, 1),
                     self=types.SimpleNamespace(multi_objective_aggregation="sum_then_normalize", scale_rewards=scale,
                                                reward_weights=torch.ones(1)))
        exec(block, scope)
        cases.append(dict(rewards=rewards.tolist(), scale=scale, advantages=scope["advantages"].tolist(),
                          reward_std=float(nanstd(scope["rewards"])), zero_std=float(scope["is_std_zero"].double().mean())))
    return cases


def verl_functions(root):
    masked = functions(root / "verl/utils/torch_functional.py", ["masked_sum", "masked_mean"], dict(torch=torch))
    scope = dict(torch=torch, np=np, defaultdict=defaultdict, Enum=Enum, verl_F=masked, AlgoConfig=type("AlgoConfig", (), {}))
    for name in ("Any", "Callable", "Optional"):
        scope[name] = getattr(__import__("typing"), name)
    scope["ActorConfig"] = type("ActorConfig", (), {})
    return functions(root / "verl/trainer/ppo/core_algos.py", [
        "agg_loss", "kl_penalty", "kl_penalty_forward", "compute_policy_loss_vanilla", "compute_grpo_outcome_advantage"], scope)


class ActorSettings(dict):
    """What `compute_policy_loss_vanilla` reads of verl's ActorConfig."""
    __getattr__ = dict.__getitem__


def verl_losses(core, made):
    """Policy loss plus coefficient times KL, both reduced alike, as the actor adds them; whole batch, and half of one."""
    cases = []
    modes = ("token-mean", "seq-mean-token-sum", "seq-mean-token-mean", "seq-mean-token-sum-norm")
    settings = list(product((0, 1, 2), modes, (("low_var_kl", 0.01),), (0.2, 0.28), (1, 2)))
    settings += list(product((0, 2), modes[:1], (("kl", 0.01), ("abs", 0.01), ("mse", 0.01), ("low_var_kl", 0.0)), (0.2,), (1,)))
    for index, mode, (kind, coefficient), high, parts in settings:
        lp, old, ref, mask, advantages = tensors(made[index])
        mask = mask.double()
        whole = dict(batch_num_tokens=float(mask.sum()) * parts, global_batch_size=float((mask.sum(1) > 0).sum()) * parts,
                     loss_scale_factor=12)
        config = ActorSettings(clip_ratio=0.2, clip_ratio_low=0.2, clip_ratio_high=high, clip_ratio_c=3.0, global_batch_info=whole)
        policy, logged = core.compute_policy_loss_vanilla(
            old_log_prob=old, log_prob=lp, advantages=advantages[:, None] * mask, response_mask=mask, loss_agg_mode=mode, config=config)
        loss = policy + coefficient * core.agg_loss(core.kl_penalty(lp, ref, kind), mask, mode, **whole)
        loss.backward()
        cases.append(dict(batch=index, mode=mode, kl_kind=kind, beta=coefficient, epsilon_high=high, parts=parts, max_length=12,
                          loss=float(loss.detach()), grad=lp.grad.tolist(), clipped=logged["actor/pg_clipfrac"]))
    return cases


def verl_advantages(core, groups):
    cases = []
    for rewards in groups:
        flat = torch.tensor(rewards).reshape(-1, 1).clone()
        index = np.repeat(np.arange(rewards.shape[0]), rewards.shape[1])
        advantages, _ = core.compute_grpo_outcome_advantage(flat, torch.ones_like(flat), index)
        cases.append(dict(rewards=rewards.tolist(), advantages=advantages[:, 0].tolist()))
    return cases


def visualquality(root, rng, made):
    """`accuracy_reward` and `format_reward` on texts, the advantages of their sum, and the loss, line by line."""
    scripts, trainer = root / "grpo_jsonl.py", root / "trainer/grpo_trainer.py"
    scope = dict(torch=torch, re=re, random=random, os=types.SimpleNamespace(getenv=lambda name: None), datetime=datetime)
    functions(scripts, ["extract_first_number", "fidelity_reward", "accuracy_reward", "format_reward"], scope,
              lambda source: source.replace("torch.float32", "torch.float64"))
    normalize = between(trainer, "# Compute grouped-wise rewards", "# Get only the local slice of advantages")
    rewards = []
    for images, group in ((3, 4), (8, 6), (2, 5)):
        mos = np.round(rng.uniform(1, 5, images), 2)
        mos[-1] = mos[0]  # a tie
        scores = np.round(np.clip(mos[:, None] + rng.normal(0, 0.8, (images, group)), 1, 5), 2)
        scores[0] = scores[0, 0]  # a group without spread
        texts = [f"<think>So it is.</think>{' ' * int(k % 2)}<answer>{q:.2f}</answer>" if k % 5 else f"{q:.2f}" for k, q in enumerate(scores.ravel())]
        completions = [[dict(content=text)] for text in texts]
        solution = [f"<answer>{m}</answer>" for m in np.repeat(mos, group)]
        accuracy = torch.stack(scope["accuracy_reward"](completions, solution, device="cpu", num_generations=group))
        form = torch.tensor(scope["format_reward"](completions))
        names = dict(torch=torch, rewards=accuracy + form, self=types.SimpleNamespace(num_generations=group))
        exec(normalize, names)
        rewards.append(dict(mos=mos.tolist(), scores=scores.tolist(), texts=texts, accuracy=accuracy.reshape(images, group).tolist(),
                            format=form.reshape(images, group).tolist(), advantages=names["advantages"].tolist()))
    body = between(trainer, "# Compute the policy ratio and clipped version", "\n    def log(self").replace("return loss", "result = loss")
    losses = []
    for index in (0, 2):  # their mask keeps a token of every row
        lp, old, ref, mask, advantages = tensors(made[index])
        names = dict(torch=torch, per_token_logps=lp, old_per_token_logps=old, advantages=advantages, completion_mask=mask,
                     inputs=dict(ref_per_token_logps=ref),
                     self=types.SimpleNamespace(epsilon_low=0.2, epsilon_high=0.2, beta=0.04, _metrics=defaultdict(list),
                                                accelerator=types.SimpleNamespace(gather_for_metrics=lambda t: t)))
        exec(body, names)
        names["result"].backward()
        losses.append(dict(batch=index, loss=float(names["result"].detach()), grad=lp.grad.tolist()))
    return rewards, losses


def main():
    out, seed, roots = Path(sys.argv[1]), int(sys.argv[2]), [Path(root) for root in sys.argv[3:6]]
    rng = np.random.default_rng(seed)
    made, groups = batches(rng), groups_of_rewards(rng)
    core = verl_functions(roots[1])
    rewards, losses = visualquality(roots[2] / "src/open-r1-multimodal/src/open_r1", rng, made)
    numbers = dict(batches=made, trl=trl_losses(roots[0], made), trl_advantages=trl_advantages(roots[0], groups),
                   verl=verl_losses(core, made), verl_advantages=verl_advantages(core, groups),
                   visualquality_rewards=rewards, visualquality=losses)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")
    print({name: len(cases) for name, cases in numbers.items()}, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
