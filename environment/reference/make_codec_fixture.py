"""Small picture files of many kinds and the pixels that transformers' load_image takes from them, for ImageCodec.

Usage: make_codec_fixture.py OUT_DIR     (tests/EvoQuality.Kernel.Tests/Fixtures/images; Pillow 13)
Writes codec.json. The pixels are those of exif_transpose and convert("RGB"), but for 16-bit grey, where Pillow cuts every
level above 255 off: there they are the high bytes, as Pillow itself takes them of 16-bit colours.
"""
import base64, io, json, os, struct, sys, zlib
import numpy as np
from PIL import Image, ImageOps

out = sys.argv[1]
rng = np.random.default_rng(20250929)


def b64(data):
    return base64.b64encode(bytes(data)).decode()


def encode(image, format, **options):
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png16(samples):
    """A PNG with 16 bits per sample, which Pillow writes for grey only."""
    height, width, channels = samples.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def tiff16(samples):
    """An uncompressed little-endian RGB TIFF with 16 bits per sample."""
    height, width, _ = samples.shape
    entries = [(256, 3, 1, width), (257, 3, 1, height), (258, 3, 3, 8 + 2 + 9 * 12 + 4), (259, 3, 1, 1), (262, 3, 1, 2),
               (273, 4, 1, 8 + 2 + 9 * 12 + 4 + 6), (277, 3, 1, 3), (278, 3, 1, height), (279, 4, 1, samples.size * 2)]
    directory = struct.pack("<H", 9) + b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<HHH", 16, 16, 16) + samples.astype("<u2").tobytes()


small = rng.integers(0, 256, (7, 9, 4)).astype(np.uint8)
deep = rng.integers(0, 65536, (5, 6, 4)).astype(np.uint16)
deep[0, 0], deep[0, 1], deep[0, 2] = 0, 255, 65535
y, x = np.mgrid[0:40, 0:33]
photo = Image.fromarray(np.stack([x * 7, y * 6, (x * y) % 256], -1).astype(np.uint8))
rgb, rgba, grey = Image.fromarray(small[..., :3]), Image.fromarray(small), Image.fromarray(small[..., 0])
palette, few = rgb.quantize(16), rgb.quantize(4)
grey16 = Image.fromarray(deep[..., 0])
files = {
    "rgb.png": encode(rgb, "PNG"),
    "colour-key.png": encode(rgb, "PNG", transparency=tuple(int(v) for v in small[1, 1, :3])),
    "alpha.png": encode(rgba, "PNG"),
    "grey.png": encode(grey, "PNG"),
    "grey-alpha.png": encode(Image.fromarray(small[..., :2], "LA"), "PNG"),
    "one-bit.png": encode(grey.point(lambda v: 255 * (v > 128)).convert("1"), "PNG"),
    "palette.png": encode(palette, "PNG"),
    "palette-two-bits.png": encode(few, "PNG", bits=2),
    "palette-transparent.png": encode(palette, "PNG", transparency=3),
    "grey-16.png": png16(deep[..., :1]),
    "grey-alpha-16.png": png16(deep[..., :2]),
    "rgb-16.png": png16(deep[..., :3]),
    "alpha-16.png": png16(deep),
    "rgb.bmp": encode(rgb, "BMP"),
    "alpha.bmp": encode(rgba, "BMP"),
    "grey.bmp": encode(grey, "BMP"),
    "palette.bmp": encode(palette, "BMP"),
    "rgb.tif": encode(rgb, "TIFF"),
    "rgb-deflate.tif": encode(rgb, "TIFF", compression="tiff_adobe_deflate"),
    "rgb-big.tif": encode(rgb, "TIFF", big_tiff=True),
    "two-pages.tif": encode(rgb, "TIFF", save_all=True, append_images=[grey]),
    "alpha-lzw.tif": encode(rgba, "TIFF", compression="tiff_lzw"),
    "grey.tif": encode(grey, "TIFF"),
    "one-bit-fax.tif": encode(grey.point(lambda v: 255 * (v > 128)).convert("1"), "TIFF", compression="group4"),
    "palette.tif": encode(palette, "TIFF"),
    "grey-16.tif": encode(grey16, "TIFF"),
    "rgb-16.tif": tiff16(deep[..., :3]),
    "alpha.webp": encode(rgba, "WEBP", lossless=True, exact=True),
    "photo.webp": encode(photo, "WEBP", quality=80),
    "photo.jpg": encode(photo, "JPEG", quality=90),
    "photo-progressive-444.jpg": encode(photo, "JPEG", quality=75, progressive=True, subsampling=0),
    "photo-cmyk.jpg": encode(photo.convert("CMYK"), "JPEG", quality=90),
    "grey.jpg": encode(photo.convert("L"), "JPEG", quality=90),
}
turned = Image.fromarray(small[:3, :2, :3].copy())
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[274] = orientation
    files[f"turned-{orientation}.png"] = encode(turned, "PNG", exif=exif)
    files[f"turned-{orientation}.webp"] = encode(turned, "WEBP", lossless=True, exif=exif)
    files[f"turned-{orientation}.tif"] = encode(turned, "TIFF", tiffinfo={274: orientation})
    files[f"turned-{orientation}.jpg"] = encode(photo.crop((0, 0, 8, 16)), "JPEG", quality=90, exif=exif)

cases = []
for name, data in files.items():
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    pixels = np.repeat(deep[..., :1] >> 8, 3, 2).astype(np.uint8) if image.mode == "I;16" else np.asarray(image.convert("RGB"))
    cases.append(dict(name=name, file=b64(data), width=image.width, height=image.height, rgb=b64(pixels.tobytes())))

os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "codec.json"), "w") as f:
    json.dump({"decode": cases}, f, separators=(",", ":"))
    f.write("\n")
