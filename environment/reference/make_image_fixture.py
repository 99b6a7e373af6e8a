"""Pictures and what Pillow, torchvision and transformers make of them, for ImageCodec, Bicubic and ImageProcessor tests.

Usage: make_image_fixture.py OUT_DIR     (tests/EvoQuality.Kernel.Tests/Fixtures/images; Pillow 13, transformers 5.12)
Writes images.json: everything in one file. Large results are kept as SHA-256 and a sample, small ones as base64.
"""
import base64, hashlib, io, json, os, sys
import numpy as np, torch
import torchvision.transforms.v2.functional as tvF
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor, smart_resize

out = sys.argv[1]
rng = np.random.default_rng(20250929)


def picture(width, height):
    """Smooth colours, hard saturated edges (overshoot is clipped) and a little noise."""
    y, x = np.mgrid[0:height, 0:width]
    a = np.stack([x * 255 / width, y * 255 / height, (x * y) % 256], -1)
    a[height // 4:height // 2, width // 3:width // 2] = (255, 0, 255)
    a[height // 2:, width // 2::3] = (0, 255, 0)
    return np.clip(a + rng.integers(-3, 4, a.shape), 0, 255).astype(np.uint8)


def b64(data):
    return base64.b64encode(bytes(data)).decode()


def sha(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def encode(image, format, **options):
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


sources = [picture(33, 40), picture(97, 61)]
fixture = {"sources": [b64(encode(Image.fromarray(a), "PNG", optimize=True)) for a in sources]}

# Resizing alone: all mixtures of shrinking, enlarging and keeping an axis.
fixture["resize"] = []
for index, a in enumerate(sources):
    height, width = a.shape[:2]
    sizes = {(width, height - 9), (width + 5, height), (1, 1)}
    sizes |= {(max(1, round(width * fx)), max(1, round(height * fy))) for fx in (.1, .5, .93, 1.04, 2.5) for fy in (.12, .5, .9, 1.1, 3)}
    for w, h in sorted(sizes):
        pillow = np.asarray(Image.fromarray(a).resize((w, h), Image.BICUBIC))
        tensor = torch.from_numpy(a).permute(2, 0, 1)
        tv = tvF.resize(tensor, [h, w], interpolation=tvF.InterpolationMode.BICUBIC, antialias=True).permute(1, 2, 0).numpy()
        fixture["resize"].append(dict(source=index, width=w, height=h, pillow=sha(pillow), torchvision=sha(tv)))

# The whole processor.
fixture["processor"] = []
for name, kind in (("Pillow", Qwen2VLImageProcessorPil), ("Torchvision", Qwen2VLImageProcessor)):
    for index, a in enumerate(sources):
        for low, high in ((3136, 12845056), (784, 2400)):
            result = kind(min_pixels=low, max_pixels=high)(images=[Image.fromarray(a)], return_tensors="pt")
            values = result["pixel_values"].numpy().astype("<f4")
            fixture["processor"].append(dict(
                resampling=name, source=index, min_pixels=low, max_pixels=high, grid=result["image_grid_thw"][0].tolist(),
                sha256=sha(values), step=997, sample=[float(v) for v in values.reshape(-1)[::997]]))

fixture["smart_resize"] = []
cases = [(768, 1024, 12845056), (14, 14, 12845056), (42, 70, 12845056), (126, 98, 1003520), (1, 1, 12845056), (1, 200, 12845056), (28, 2800, 1003520)]
cases += [(int(h), int(w), 1003520) for h, w in rng.integers(20, 3000, (40, 2))]
for h, w, high in cases:
    rh, rw = smart_resize(h, w, 28, 3136, high)
    fixture["smart_resize"].append([w, h, high, rw, rh])

# Decoding: what convert("RGB") makes of each kind.
small = rng.integers(0, 256, (7, 9, 4)).astype(np.uint8)
rgb, rgba, grey = Image.fromarray(small[..., :3]), Image.fromarray(small), Image.fromarray(small[..., 0])
palette = rgb.quantize(16)
files = {
    "rgb.png": encode(rgb, "PNG"),
    "alpha.png": encode(rgba, "PNG"),
    "grey.png": encode(grey, "PNG"),
    "grey-alpha.png": encode(Image.fromarray(small[..., :2], "LA"), "PNG"),
    "one-bit.png": encode(grey.point(lambda v: 255 * (v > 128)).convert("1"), "PNG"),
    "palette.png": encode(palette, "PNG"),
    "palette-transparent.png": encode(palette, "PNG", transparency=3),
    "rgb.bmp": encode(rgb, "BMP"),
    "palette.bmp": encode(palette, "BMP"),
    "rgb.tif": encode(rgb, "TIFF"),
    "alpha-lzw.tif": encode(rgba, "TIFF", compression="tiff_lzw"),
    "grey.tif": encode(grey, "TIFF"),
    "alpha.webp": encode(rgba, "WEBP", lossless=True, exact=True),
    "photo.jpg": encode(Image.fromarray(sources[0]), "JPEG", quality=90),
    "grey.jpg": encode(Image.fromarray(sources[0]).convert("L"), "JPEG", quality=90),
}
fixture["decode"] = []
for name, data in files.items():
    image = Image.open(io.BytesIO(data)).convert("RGB")
    fixture["decode"].append(dict(name=name, file=b64(data), width=image.width, height=image.height, rgb=b64(image.tobytes())))

os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "images.json"), "w") as f:
    json.dump(fixture, f, separators=(",", ":"))
    f.write("\n")
