"""SRCC and PLCC of stored predictions with bootstrap intervals in numpy and scipy: seconds, beside the C# of the kit.

Usage: statistics_speed.py make FILE [N]          10,000 predictions with two decimals and their MOS, as CSV
       statistics_speed.py measure FILE [DRAWS]   one JSON line per way; the kit's: EvoQuality.Benchmarks -- statistics FILE
`called` calls scipy once per resample, as people write it. `careful` is the best numpy we know: values are sorted once and a
resample is ranked by counting, which is the kit's own idea. Tau-b and refits are measured on fewer draws and scaled.
"""
import json
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


def called(x, y, draws, rng):
    srcc, plcc = np.empty(draws), np.empty(draws)
    for b in range(draws):
        i = rng.integers(0, len(x), len(x))
        srcc[b], plcc[b] = stats.spearmanr(x[i], y[i]).statistic, stats.pearsonr(x[i], y[i]).statistic
    return interval(srcc), interval(plcc)


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
    return interval(srcc), interval(plcc)


def four(x, b1, b2, b3, b4):
    return (b1 - b2) / (1 + np.exp(-(x - b3) / b4)) + b2


def kendall(x, y, draws, rng):
    values = []
    for _ in range(draws):
        i = rng.integers(0, len(x), len(x))
        values.append(stats.kendalltau(x[i], y[i]).statistic)
    return (interval(values),)


def refit(x, y, draws, rng):
    values = []
    for _ in range(draws):
        i = rng.integers(0, len(x), len(x))
        p, q = x[i], y[i]
        found, _ = optimize.curve_fit(four, p, q, p0=[q.max(), q.min(), p.mean(), p.std() / 4], maxfev=10000)
        values.append(stats.pearsonr(four(p, *found), q).statistic)
    return (interval(values),)


def main():
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10000)
        return
    warnings.simplefilter("ignore")
    x, y = np.loadtxt(sys.argv[2], delimiter=",", skiprows=1).T
    draws = int(sys.argv[3]) if len(sys.argv) > 3 else 10000
    for name, way, some in (("called", called, draws), ("careful", careful, draws),
                            ("kendall", kendall, max(draws // 20, 20)), ("logistic4", refit, max(draws // 100, 20))):
        start = time.perf_counter()
        found = way(x, y, some, np.random.default_rng(1))
        seconds = time.perf_counter() - start
        print(json.dumps(dict(way=name, images=len(x), draws=some, seconds=round(seconds, 4),
                              ms_per_draw=round(1000 * seconds / some, 5), intervals=found)), flush=True)


if __name__ == "__main__":
    main()
