"""PSNR, SSIM and MS-SSIM from their published definitions, for the tests of Imaging/Quality.

Usage: make_fullref_fixture.py OUT_FILE
       made tests/EvoQuality.Kernel.Tests/Fixtures/quality/fullref.json
Needs numpy and scipy. Windows are two-dimensional and convolved directly; the pictures are whole-number patterns that
FullReferenceTests.cs makes as well.
"""
import json
import sys

import numpy as np
from scipy.signal import convolve2d

K1, K2, PEAK = 0.01, 0.03, 255.0
WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]


def pattern(width, height):
    """Twin of TestPattern.cs."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    a = np.stack([x * 255 // width, y * 255 // height, (x * y) % 256], -1)
    a[height // 4:height // 2, width // 3:width // 2] = (255, 0, 255)
    a[height // 2:, width // 2::3] = (0, 255, 0)
    mixed = (x[..., None] * 374761393 + y[..., None] * 668265263 + np.arange(3) * 2246822519) & 0xFFFFFFFF
    mixed = ((mixed ^ mixed >> 13) * 1274126177) & 0xFFFFFFFF
    return np.clip(a + (mixed >> 16) % 7 - 3, 0, 255)


def damaged(kind, a):
    if kind == "faded":
        return a * 3 // 4 + 20
    if kind == "box":
        p = np.pad(a, ((1, 1), (1, 1), (0, 0)), mode="edge")
        h, w, _ = a.shape
        return sum(p[i:i + h, j:j + w] for i in range(3) for j in range(3)) // 9
    if kind == "grain":
        y, x = np.mgrid[0:a.shape[0], 0:a.shape[1]]
        return np.clip(a + ((x * 7 + y * 13) % 41)[..., None] - 20, 0, 255)
    if kind == "negative":
        return 255 - a
    raise ValueError(kind)


def window():
    r = np.arange(11) - 5
    g = np.exp(-(r[:, None] ** 2 + r[None, :] ** 2) / (2 * 1.5 ** 2))
    return g / g.sum()


def ssim(x, y):
    w, c1, c2 = window(), (K1 * PEAK) ** 2, (K2 * PEAK) ** 2
    blur = lambda v: convolve2d(v, w, mode="valid")
    mx, my = blur(x), blur(y)
    vx, vy, vxy = blur(x * x) - mx ** 2, blur(y * y) - my ** 2, blur(x * y) - mx * my
    cs = (2 * vxy + c2) / (vx + vy + c2)
    return ((2 * mx * my + c1) / (mx ** 2 + my ** 2 + c1) * cs).mean(), cs.mean()


def halve(v):
    h, w = v.shape[0] // 2 * 2, v.shape[1] // 2 * 2
    return v[:h, :w].reshape(h // 2, 2, w // 2, 2).mean(axis=(1, 3))


def ms_ssim(x, y):
    product = 1.0
    for scale, weight in enumerate(WEIGHTS):
        full, cs = ssim(x, y)
        product *= max(full if scale == len(WEIGHTS) - 1 else cs, 0.0) ** weight
        x, y = halve(x), halve(y)
    return product


cases = []
for width, height in ((192, 200), (177, 233)):
    a = pattern(width, height)
    grey = a @ np.array([0.299, 0.587, 0.114])
    for kind in ("faded", "box", "grain", "negative"):
        b = damaged(kind, a)
        other = b @ np.array([0.299, 0.587, 0.114])
        cases.append(dict(width=width, height=height, kind=kind, sum=int(b.sum()),
                          psnr=float(10 * np.log10(PEAK ** 2 / ((a - b) ** 2).mean())),
                          ssim=float(ssim(grey, other)[0]), ms_ssim=float(ms_ssim(grey, other))))
with open(sys.argv[1], "w") as file:
    json.dump(cases, file, indent=1)
    file.write("\n")
