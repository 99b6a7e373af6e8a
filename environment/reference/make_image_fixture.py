"""What Pillow, torchvision and transformers make of a generated pattern, for Bicubic, SmartResize and ImageProcessor.

Usage: make_image_fixture.py OUT_DIR [COUNT [SEED]]     (Pillow 13, torchvision on a CPU with AVX2, transformers 5.12)
Writes images.json. COUNT pictures of random sizes (default 0) follow the fixed ones; the committed fixture
(tests/EvoQuality.Kernel.Tests/Fixtures/images) has none. Results are kept as SHA-256, of pixel rows a sample too.
"""
import hashlib, json, os, sys
import numpy as np, torch
import torchvision.transforms.v2.functional as tvF
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor, smart_resize

out, count, seed = sys.argv[1], int((sys.argv[2:] or [0])[0]), int((sys.argv[3:] or [2509])[0])
rng = np.random.default_rng(seed)


def pattern(width, height):
    """Smooth colours, hard saturated edges (overshoot is clipped) and a little noise; TestPattern.cs is its twin."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    a = np.stack([x * 255 // width, y * 255 // height, (x * y) % 256], -1)
    a[height // 4:height // 2, width // 3:width // 2] = (255, 0, 255)
    a[height // 2:, width // 2::3] = (0, 255, 0)
    mixed = (x[..., None] * 374761393 + y[..., None] * 668265263 + np.arange(3) * 2246822519) & 0xFFFFFFFF
    mixed = ((mixed ^ mixed >> 13) * 1274126177) & 0xFFFFFFFF
    return np.clip(a + (mixed >> 16) % 7 - 3, 0, 255).astype(np.uint8)


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def random_side(largest):
    return int(round(np.exp(rng.uniform(0, np.log(largest)))))


def random_size(largest):
    while True:
        width, height = random_side(largest), random_side(largest)
        if max(width, height) <= 200 * min(width, height):
            return width, height


# Resizing alone: all mixtures of shrinking, enlarging and keeping an axis.
resizes = []
for width, height in ((33, 40), (97, 61)):
    sizes = {(width, height - 9), (width + 5, height), (1, 1)}
    sizes |= {(max(1, round(width * fx)), max(1, round(height * fy))) for fx in (.1, .5, .93, 1.04, 2.5) for fy in (.12, .5, .9, 1.1, 3)}
    resizes += [(width, height, w, h) for w, h in sorted(sizes)]
resizes += [(*random_size(1500), *random_size(1500)) for _ in range(count)]
fixture = {"resize": []}
for width, height, w, h in resizes:
    a = pattern(width, height)
    pillow = np.asarray(Image.fromarray(a).resize((w, h), Image.BICUBIC))
    tensor = torch.from_numpy(a).permute(2, 0, 1)
    tv = tvF.resize(tensor, [h, w], interpolation=tvF.InterpolationMode.BICUBIC, antialias=True).permute(1, 2, 0).numpy()
    fixture["resize"].append({"from": [width, height], "to": [w, h], "pillow": sha(pillow), "torchvision": sha(tv)})

# The whole processor: odd sizes, single tokens, one window (112 x 112), growing, shrinking, ratios of 100 and of 200.
published, small = (3136, 12845056), (784, 2400)
pictures = [(33, 40, small), (97, 61, small), (225, 224, (3136, 20000)), (1201, 799, (3136, 501760)), (640, 37, (200704, 401408))]
pictures += [(w, h, published) for w, h in (
    (1, 1), (28, 28), (33, 40), (97, 61), (112, 112), (113, 111), (3, 300), (400, 4), (200, 1), (57, 201), (640, 37), (3000, 30))]
pictures += [(*random_size(3000), (int(low), int(low * rng.uniform(1, 100)))) for low in rng.integers(784, 200000, count)]
fixture["processor"] = []
for kind, processor in (("Pillow", Qwen2VLImageProcessorPil), ("Torchvision", Qwen2VLImageProcessor)):
    for width, height, (low, high) in pictures:
        result = processor(min_pixels=low, max_pixels=high)(images=[Image.fromarray(pattern(width, height))], return_tensors="pt")
        values = result["pixel_values"].numpy().astype("<f4")
        step = values.size // 12 | 1
        fixture["processor"].append(dict(
            resampling=kind, size=[width, height], min_pixels=low, max_pixels=high, grid=result["image_grid_thw"][0].tolist(),
            sha256=sha(values), step=step, sample=[round(float(v), 6) for v in values.reshape(-1)[::step]]))

# Width, height, smallest and largest area; then width and height after smart_resize.
cases = [(1024, 768, *published), (14, 14, *published), (70, 42, *published), (98, 126, 3136, 1003520), (1, 1, *published),
         (200, 1, *published), (2800, 28, 3136, 1003520), (20000, 200, *published), (20000, 20000, *published)]
cases += [(int(w), int(h), 3136, 1003520) for h, w in rng.integers(20, 3000, (40, 2))]
cases += [(*random_size(30000), int(low), int(low * rng.uniform(1, 100))) for low in rng.integers(1, 200000, 100 * count)]
fixture["smart_resize"] = []
for w, h, low, high in cases:
    rh, rw = smart_resize(h, w, 28, low, high)
    fixture["smart_resize"].append([w, h, low, high, rw, rh])

os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "images.json"), "w") as f:
    json.dump(fixture, f, separators=(",", ":"))
    f.write("\n")
