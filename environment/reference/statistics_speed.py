"""SRCC and PLCC of stored predictions with bootstrap intervals in numpy and scipy: seconds, beside the C# of the kit.

Usage: statistics_speed.py make FILE [N]          10,000 predictions with two decimals and their MOS, as CSV
       statistics_speed.py measure FILE [DRAWS [PROCESSES]]   one JSON line per way
       The kit's: EvoQuality.Benchmarks -- statistics FILE --threads PROCESSES
`called` calls scipy once per resample, as people write it. `batched` ranks and correlates 100 resamples per numpy call, as people
who know numpy write it. `careful` is the best numpy we know: values are sorted once and a resample is ranked by counting, which
is the kit's own idea. More than one process: forked and warm before the clock starts, draws shared out evenly (threads would wait
for Python's lock). Tau-b and refits are measured on fewer draws and scaled.
"""
import json
import multiprocessing
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from scipy import optimize, stats


def make(path, n):
    rng = np.random.default_rng(5)
    mos = np.round(rng.uniform(1, 5, n), 4)
    pred = np.round(np.clip(3 + 0.6 * (mos - 3) + rng.normal(0, 0.5, n), 1, 5), 2)
    Path(path).write_text("prediction,mos\n" + "".join(f"{p:.2f},{m:.4f}\n" for p, m in zip(pred, mos)))


def interval(values):
    return [float(v) for v in np.quantile(values, [0.025, 0.975])]


def batched(x, y, draws, rng, batch=100):
    srcc, plcc = [], []
    for start in range(0, draws, batch):
        i = rng.integers(0, len(x), (min(batch, draws - start), len(x)))
        p, q = x[i], y[i]
        plcc.append(rows(p, q))
        srcc.append(rows(stats.rankdata(p, axis=1), stats.rankdata(q, axis=1)))
    return np.concatenate(srcc), np.concatenate(plcc)


def rows(p, q):
    p, q = p - p.mean(1, keepdims=True), q - q.mean(1, keepdims=True)
    dot = lambda a, b: np.einsum("ij,ij->i", a, b)
    return dot(p, q) / np.sqrt(dot(p, p) * dot(q, q))


def called(x, y, draws, rng):
    srcc, plcc = np.empty(draws), np.empty(draws)
    for b in range(draws):
        i = rng.integers(0, len(x), len(x))
        srcc[b], plcc[b] = stats.spearmanr(x[i], y[i]).statistic, stats.pearsonr(x[i], y[i]).statistic
    return srcc, plcc


def careful(x, y, draws, rng):
    n = len(x)
    lx, ly = (np.unique(v, return_inverse=True)[1] for v in (x, y))
    cx, cy = x - x.mean(), y - y.mean()
    squares = np.stack([cx, cy, cx * cx, cy * cy, cx * cy])
    srcc, plcc = np.empty(draws), np.empty(draws)
    for b in range(draws):
        w = np.bincount(rng.integers(0, n, n, dtype=np.int32), minlength=n).astype(float)
        ranks = []
        for levels in (lx, ly):
            count = np.bincount(levels, weights=w)
            ranks.append((np.cumsum(count) - count / 2)[levels] - n / 2)
        a, c = ranks
        wa = w * a
        srcc[b] = (wa @ c) / np.sqrt((wa @ a) * ((w * c) @ c))
        sx, sy, xx, yy, xy = squares @ w
        plcc[b] = (xy - sx * sy / n) / np.sqrt((xx - sx * sx / n) * (yy - sy * sy / n))
    return srcc, plcc


def four(x, b1, b2, b3, b4):
    return (b1 - b2) / (1 + np.exp(-(x - b3) / b4)) + b2


def kendall(x, y, draws, rng):
    values = []
    for _ in range(draws):
        i = rng.integers(0, len(x), len(x))
        values.append(stats.kendalltau(x[i], y[i]).statistic)
    return (values,)


def refit(x, y, draws, rng):
    values = []
    for _ in range(draws):
        i = rng.integers(0, len(x), len(x))
        p, q = x[i], y[i]
        found, _ = optimize.curve_fit(four, p, q, p0=[q.max(), q.min(), p.mean(), p.std() / 4], maxfev=10000)
        values.append(stats.pearsonr(four(p, *found), q).statistic)
    return (values,)


def part(task):
    name, x, y, draws, seed = task
    return WAYS[name](x, y, draws, np.random.default_rng(seed))


WAYS = dict(called=called, batched=batched, careful=careful, kendall=kendall, logistic4=refit)


def measure(path, draws, processes):
    warnings.simplefilter("ignore")
    x, y = np.loadtxt(path, delimiter=",", skiprows=1).T
    pool = multiprocessing.get_context("fork").Pool(processes) if processes > 1 else None
    for name in WAYS:
        some = max(draws // {"kendall": 20, "logistic4": 100}.get(name, 1), 20)
        tasks = [(name, x, y, some // processes, seed) for seed in range(1, processes + 1)]
        run = map if pool is None else pool.map
        list(run(part, [(name, x, y, 2, 0)] * processes))
        start = time.perf_counter()
        parts = list(run(part, tasks))
        found = [interval(np.concatenate(values)) for values in zip(*parts)]
        seconds = time.perf_counter() - start
        print(json.dumps(dict(way=name, images=len(x), draws=some, processes=processes, seconds=round(seconds, 4),
                              ms_per_draw=round(1000 * seconds / some, 5), intervals=found)), flush=True)


def main():
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10000)
    else:
        measure(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10000, int(sys.argv[4]) if len(sys.argv) > 4 else 1)


if __name__ == "__main__":
    main()
