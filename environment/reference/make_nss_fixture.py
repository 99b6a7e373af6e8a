"""Features of BRISQUE and NIQE, written from the papers with numpy and scipy, for the tests of Imaging/NaturalStatistics.

Usage: make_nss_fixture.py OUT_FILE
       made tests/EvoQuality.Kernel.Tests/Fixtures/quality/nss.json
Windows are convolved directly, shapes are searched over the whole published grid, sizes are halved by a dense matrix. Luma is BT.601,
not rounded. The pictures are whole-number patterns that NaturalStatisticsTests.cs makes as well.
"""
import json
import sys

import numpy as np
from scipy.ndimage import convolve
from scipy.special import gamma

GRID = 0.2 + 0.001 * np.arange(9801)
RATIO = gamma(2 / GRID) ** 2 / (gamma(1 / GRID) * gamma(3 / GRID))


def pattern(width, height):
    """Twin of TestPattern.cs."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    a = np.stack([x * 255 // width, y * 255 // height, (x * y) % 256], -1)
    a[height // 4:height // 2, width // 3:width // 2] = (255, 0, 255)
    a[height // 2:, width // 2::3] = (0, 255, 0)
    mixed = (x[..., None] * 374761393 + y[..., None] * 668265263 + np.arange(3) * 2246822519) & 0xFFFFFFFF
    mixed = ((mixed ^ mixed >> 13) * 1274126177) & 0xFFFFFFFF
    return np.clip(a + (mixed >> 16) % 7 - 3, 0, 255)


def normalised(luma):
    r = np.arange(7) - 3
    w = np.exp(-(r[:, None] ** 2 + r[None, :] ** 2) / (2 * (7 / 6) ** 2))
    w /= w.sum()
    mean = convolve(luma, w, mode="nearest")
    sigma = np.sqrt(np.abs(convolve(luma * luma, w, mode="nearest") - mean ** 2))
    return (luma - mean) / (sigma + 1), sigma


def halving(n):
    """Rows of MATLAB's imresize by one half: cubic (Keys, a = -1/2) of twice the width, symmetric border."""
    m = np.zeros(((n + 1) // 2, n))
    for i in range(len(m)):
        centre = 2 * i + 0.5
        taps = np.arange(int(np.floor(centre)) - 4, int(np.floor(centre)) + 6)
        d = np.abs(taps - centre) / 2
        w = np.where(d <= 1, 1.5 * d ** 3 - 2.5 * d ** 2 + 1, np.where(d <= 2, -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2, 0))
        period = np.r_[np.arange(n), np.arange(n)[::-1]]
        for t, v in zip(taps, w / w.sum()):
            m[i, period[t % (2 * n)]] += v
    return m


def ggd(x):
    r = np.mean(np.abs(x)) ** 2 / np.mean(x ** 2)
    return GRID[np.argmin(np.abs(1 / RATIO - 1 / r))], np.mean(x ** 2)


def aggd(x):
    left, right = np.sqrt(np.mean(x[x < 0] ** 2)), np.sqrt(np.mean(x[x > 0] ** 2))
    g = left / right
    r = np.mean(np.abs(x)) ** 2 / np.mean(x ** 2) * (g ** 3 + 1) * (g + 1) / (g ** 2 + 1) ** 2
    a = GRID[np.argmin((RATIO - r) ** 2)]
    c = np.sqrt(gamma(1 / a) / gamma(3 / a))
    return a, (right - left) * c * gamma(2 / a) / gamma(1 / a), left, right, left * c, right * c


SHIFTS = ((0, 1), (1, 0), (1, 1), (-1, 1))


def brisque(luma):
    features = []
    for scale in range(2):
        x, _ = normalised(luma)
        features += ggd(x)
        for shift in SHIFTS:
            a, mean, left, right, _, _ = aggd(x * np.roll(x, shift, (0, 1)))
            features += [a, mean, left ** 2, right ** 2]
        luma = halving(luma.shape[0]) @ luma @ halving(luma.shape[1]).T
    return features


def niqe(luma):
    h, w = luma.shape[0] // 96, luma.shape[1] // 96
    luma = luma[:h * 96, :w * 96]
    (x1, sigma), (x2, _) = normalised(luma), normalised(halving(h * 96) @ luma @ halving(w * 96).T)
    rows = []
    for i in range(h):
        for j in range(w):
            f = []
            for x, s in ((x1, 96), (x2, 48)):
                block = x[i * s:(i + 1) * s, j * s:(j + 1) * s]
                a, _, _, _, bl, br = aggd(block)
                f += [a, (bl + br) / 2]
                for shift in SHIFTS:
                    a, mean, _, _, bl, br = aggd(block * np.roll(block, shift, (0, 1)))
                    f += [a, mean, bl, br]
            rows.append(dict(features=[float(v) for v in f], sharpness=float(sigma[i * 96:(i + 1) * 96, j * 96:(j + 1) * 96].mean())))
    return rows


cases = []
for width, height in ((192, 200), (211, 123)):
    a = pattern(width, height)
    luma = a @ np.array([0.299, 0.587, 0.114])
    cases.append(dict(width=width, height=height, sum=int(a.sum()), brisque=[float(v) for v in brisque(luma)], niqe=niqe(luma)))

# The distance of two Gaussian models, with a generalised inverse (the second covariance is singular).
rng = np.random.default_rng(3)
first, second = rng.normal(0, 1, (40, 6)), rng.normal(0.3, 2, (4, 6))
difference = first.mean(0) - second.mean(0)
pooled = (np.cov(first.T) + np.cov(second.T)) / 2
distance = float(np.sqrt(difference @ np.linalg.pinv(pooled) @ difference))
with open(sys.argv[1], "w") as file:
    json.dump(dict(pictures=cases, first=first.tolist(), second=second.tolist(), distance=distance), file, indent=1)
    file.write("\n")
