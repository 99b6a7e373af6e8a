"""Numbers of scipy, and of TRL's own GRPO loss, for the tests of Statistics, Rewards and Grpo.

Usage: make_numeric_fixture.py OUT_FILE [TRL_ROOT]
       made tests/EvoQuality.Kernel.Tests/Fixtures/numeric/numeric.json with huggingface/trl at f2cd577 (2026-07-24)
       without TRL_ROOT the section grpo_trl of an existing OUT_FILE stays as it is
Needs numpy, scipy, mpmath and, for TRL's loss, torch.
"""
import json
import sys
import types
from collections import defaultdict
from pathlib import Path

import mpmath
import numpy as np
from scipy import optimize, stats

SEED = 7


def correlations(rng):
    cases = []
    for n, ties in ((12, False), (57, True), (200, True)):
        mos = rng.uniform(1, 5, n)
        pred = mos * 0.7 + rng.normal(0, 0.8, n)
        pred, mos = (np.round(pred * 2) / 2, np.round(mos, 1)) if ties else (pred, mos)
        cases.append(dict(pred=pred.tolist(), mos=mos.tolist(), ranks=stats.rankdata(pred).tolist(),
                          srcc=stats.spearmanr(pred, mos).statistic, plcc=stats.pearsonr(pred, mos).statistic,
                          krcc=stats.kendalltau(pred, mos, variant="b").statistic,
                          rmse=float(np.sqrt(np.mean((pred - mos) ** 2)))))
    return cases


def four(x, b1, b2, b3, b4):
    return (b1 - b2) / (1 + np.exp(-(x - b3) / b4)) + b2


def five(x, b1, b2, b3, b4, b5):
    return b1 * (0.5 - 1 / (1 + np.exp(b2 * (x - b3)))) + b4 * x + b5


def logistic(rng):
    """Least squares by MINPACK from the field's starting values; what does not converge is left out."""
    cases = []
    for n, noise, low, high, bend in (
            (30, 0.4, 1, 5, 1.0), (80, 0.2, 0, 100, 0.5), (200, 0.6, 1, 5, 2.0), (120, 0.1, 0, 1, 1.0), (400, 0.5, 1, 5, 0.0),
            (60, 0.3, 0, 9, 1.5)):
        quality = rng.uniform(-2, 2, n)
        shown = 1 / (1 + np.exp(-bend * quality)) if bend else quality / 4 + 0.5
        mos = low + (high - low) * np.clip(shown + rng.normal(0, 0.15 * noise, n), 0, 1)
        pred = np.round(3 + quality + rng.normal(0, noise, n), 2)
        case = dict(pred=pred.tolist(), mos=np.round(mos, 4).tolist())
        mos = np.round(mos, 4)
        for name, curve, start in (("four", four, [mos.max(), mos.min(), pred.mean(), pred.std() / 4]),
                                   ("five", five, [10, 0, mos.mean(), 0.1, 0.1])):
            try:
                with np.errstate(over="ignore"):
                    found, _ = optimize.curve_fit(curve, pred, mos, p0=start, maxfev=10000)
            except RuntimeError:
                continue
            fitted = curve(pred, *found)
            case[name] = dict(parameters=found.tolist(), squared_error=float(np.sum((fitted - mos) ** 2)),
                              plcc=stats.pearsonr(fitted, mos).statistic)
        cases.append(case)
    return cases


def dependent(rng):
    """Tests of two correlations that share a variable, from the covariance of Fisher's z (Dunn and Clark 1969)."""
    cases = []
    for n in (20, 103, 2982):
        for _ in range(3):
            mos = rng.normal(size=n)
            shared = mos + rng.normal(0, 0.7, n)
            a, b = shared + rng.normal(0, rng.uniform(0.1, 1), n), shared + rng.normal(0, rng.uniform(0.1, 1), n)
            r1, r2, r12 = (float(stats.pearsonr(p, q).statistic) for p, q in ((a, mos), (b, mos), (a, b)))
            z = np.arctanh(r1) - np.arctanh(r2)
            m = (r1 + r2) / 2
            psi = r12 * (1 - m**2 - m**2) - 0.5 * m * m * (1 - m**2 - m**2 - r12**2)
            steiger = z * np.sqrt(n - 3) / np.sqrt(2 - 2 * psi / (1 - m**2) ** 2)
            square = np.mean([r1**2, r2**2])
            f = min(1.0, (1 - r12) / (2 * (1 - square)))
            h = 1 + square / (1 - square) * (1 - f)
            meng = z * np.sqrt((n - 3) / (2 * (1 - r12) * h))
            cases.append(dict(first=r1, second=r2, between=r12, images=n,
                              steiger=float(steiger), steiger_p=float(2 * stats.norm.sf(abs(steiger))),
                              meng=float(meng), meng_p=float(2 * stats.norm.sf(abs(meng)))))
    return cases


def normal_cdf():
    """Fifty digits, rounded to double."""
    mpmath.mp.dps = 50
    points = [-30.0, -8.0, -5.5, -3.0, -1.96, -1.0, -0.5, -0.1, -1e-9, 0.0, 0.1, 0.5, 1.0, 1.96, 3.0, 5.5, 8.0, 30.0]
    return [dict(z=z, cdf=float(mpmath.ncdf(z))) for z in points]


def fidelity(rng):
    """Eqs. 2-4: unbiased variances and standard deviations, gamma 1e-6."""
    cases = []
    for group, n in ((4, 2), (8, 5), (32, 3)):
        q = np.round(np.clip(rng.normal(3, 0.8, (n, 1)) + rng.normal(0, 0.5, (n, group)), 1, 5), 2)
        pairs = [(i, j, float(rng.choice([0, 1, 0.5], p=[0.45, 0.45, 0.1]))) for i in range(n) for j in range(i + 1, n)]
        mean, variance = q.mean(1), q.var(1, ddof=1)
        rewards, partners = np.zeros((n, group)), np.zeros((n, 1))
        for i, j, preference in pairs:
            for a, b, p in ((i, j, preference), (j, i, 1 - preference)):
                win = stats.norm.cdf((q[a] - mean[b]) / np.sqrt(variance[a] + variance[b] + 1e-6))
                rewards[a] += np.sqrt(p * win) + np.sqrt((1 - p) * (1 - win))
                partners[a] += 1
        rewards /= partners
        centred, std = rewards - rewards.mean(1, keepdims=True), rewards.std(1, ddof=1, keepdims=True)
        cases.append(dict(scores=q.tolist(), pairs=pairs, rewards=rewards.tolist(),
                          advantages_eps1e6=(centred / (std + 1e-6)).tolist(),
                          advantages_eps1e4=(centred / (std + 1e-4)).tolist()))
    return cases


def trl_loss(rng, root):
    """`_compute_loss` as it stands in TRL's source, loss_type "grpo": per-sequence means, then their mean."""
    import textwrap

    import torch
    source = Path(root, "trl/trainer/grpo_trainer.py").read_text()
    start = source.index("    def _compute_loss(self, model, inputs):")
    body = source[start:source.index("\n    def ", start + 1)]
    body = body[:body.rindex("return loss") + len("return loss")] + "\n"
    names = dict(torch=torch, nanmin=lambda t: torch.tensor(float("nan")), nanmax=lambda t: torch.tensor(float("nan")))
    exec(textwrap.dedent(body), names)
    cases = []
    for beta in (0.0, 0.05):
        rows, length = 6, 9
        lp = torch.from_numpy(np.round(rng.normal(-1.5, 0.7, (rows, length)), 6)).requires_grad_()
        old = lp.detach() + torch.from_numpy(np.round(rng.normal(0, 0.25, (rows, length)), 6))
        ref = lp.detach() + torch.from_numpy(np.round(rng.normal(0, 0.3, (rows, length)), 6))
        lengths = torch.from_numpy(rng.integers(1, length + 1, rows))
        mask = (torch.arange(length)[None] < lengths[:, None]).long()
        advantages = torch.from_numpy(np.round(rng.normal(0, 1, rows), 6))
        trainer = types.SimpleNamespace(
            beta=beta, loss_type="grpo", importance_sampling_level="token", epsilon_low=0.2, epsilon_high=0.2,
            top_entropy_quantile=1.0, aux_loss_enabled=False, off_policy_mask_threshold=None, use_vllm=False,
            max_completion_length=length, current_gradient_accumulation_steps=1, _entropy_bonus_enabled=False,
            model=types.SimpleNamespace(training=True),
            args=types.SimpleNamespace(delta=None, use_bias_correction_kl=False),
            accelerator=types.SimpleNamespace(num_processes=1, reduce=lambda t, reduction: t, gather=lambda t: t),
            _metrics={"train": defaultdict(list)})
        trainer._get_per_token_logps_and_entropies = lambda *a, **k: (lp, torch.zeros_like(lp), None)
        loss = names["_compute_loss"](trainer, None, dict(
            prompt_ids=torch.zeros(rows, 2).long(), prompt_mask=torch.ones(rows, 2).long(),
            completion_ids=torch.zeros(rows, length).long(), completion_mask=mask, advantages=advantages,
            old_per_token_logps=old, ref_per_token_logps=ref, num_items_in_batch=mask.sum()))
        loss.backward()
        metrics = trainer._metrics["train"]
        cases.append(dict(beta=beta, logps=lp.detach().tolist(), old=old.tolist(), ref=ref.tolist(), mask=mask.tolist(),
                          advantages=advantages.tolist(), loss=float(loss.detach()), grad=lp.grad.tolist(),
                          clip_low=metrics["clip_ratio/low_mean"][0], clip_high=metrics["clip_ratio/high_mean"][0]))
    return cases


def main():
    out, rng = Path(sys.argv[1]), np.random.default_rng(SEED)
    numbers = dict(correlation=correlations(rng), normal_cdf=normal_cdf(), fidelity=fidelity(rng))
    own = np.random.default_rng(SEED + 1)  # its own stream: what was there before keeps its numbers
    numbers |= dict(logistic=logistic(own), dependent=dependent(own))
    if len(sys.argv) <= 2 and out.exists():
        numbers["grpo_trl"] = json.loads(out.read_text())["grpo_trl"]
    if len(sys.argv) > 2:
        numbers["grpo_trl"] = trl_loss(rng, sys.argv[2])
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")
    print({name: len(cases) for name, cases in numbers.items()}, out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
