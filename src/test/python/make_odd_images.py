#!/usr/bin/env python3
"""Makes src/test/resources/dev/kindred/image/odd: unusual but good images of one picture, with Pillow and numpy.

    python make_odd_images.py src/test/resources/dev/kindred/image/odd

The picture is 64 x 48: red above, blue below, a white spot at the upper left. With alpha, the right half is
transparent, and so is the white spot (with black below it): only composed over white it is white.
"""
import pathlib
import struct
import sys
import zlib

from PIL import Image, ImageDraw, ImageOps

W, H = 64, 48


def picture():
    image = Image.new("RGB", (W, H), "red")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 24, 63, 47), fill="blue")
    draw.rectangle((0, 0, 15, 11), fill="white")
    return image


def transparent(image):
    rgba = image.convert("RGBA")
    draw = ImageDraw.Draw(rgba)
    draw.rectangle((0, 0, 15, 11), fill=(0, 0, 0, 0))
    draw.rectangle((32, 0, 63, 47), fill=(0, 255, 0, 0))
    return rgba


def png(colour, bits, rows):
    """A PNG by hand: Pillow does not write 16 bits a channel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", W, H, bits, colour, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + r for r in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def sixteen(image):
    """Rows of big-endian 16-bit values, 257 times the 8-bit ones."""
    raw, n = image.tobytes(), len(image.getbands())
    return [struct.pack(f">{W * n}H", *(257 * v for v in raw[y * W * n : (y + 1) * W * n])) for y in range(H)]


def tiff16(image):
    """An uncompressed little-endian TIFF of 16 bits a channel."""
    data = struct.pack(f"<{W * H * 3}H", *(257 * v for v in image.tobytes()))
    tags = [(256, 3, 1, W), (257, 3, 1, H), (258, 3, 3, 134), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 140),
            (277, 3, 1, 3), (278, 3, 1, H), (279, 4, 1, len(data)), (284, 3, 1, 1)]
    body = struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + b"".join(struct.pack("<HHII", *t) for t in tags)
    return (body + struct.pack("<I", 0)).ljust(134, b"\0") + struct.pack("<3H", 16, 16, 16) + data


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    p, a = picture(), transparent(picture())
    grey = p.convert("L")
    other = Image.new("RGB", (W, H), "green")
    a.save(out / "rgba.png")
    (out / "rgba16.png").write_bytes(png(6, 16, sixteen(a)))
    (out / "rgb16.png").write_bytes(png(2, 16, sixteen(p)))
    (out / "grey16.png").write_bytes(png(0, 16, sixteen(grey)))
    p.quantize(8).save(out / "palette.png")
    a.quantize(8).save(out / "palette-alpha.png")
    p.save(out / "animated.png", save_all=True, append_images=[other])
    p.save(out / "animated.gif", save_all=True, append_images=[other], duration=100)
    a.save(out / "transparent.gif")
    p.save(out / "animated.webp", save_all=True, append_images=[other], duration=100)
    a.save(out / "lossless-alpha.webp", lossless=True, exact=True)
    p.save(out / "lossy.webp", quality=90)
    p.convert("CMYK").save(out / "cmyk.jpg", quality=95)
    p.save(out / "progressive.jpg", progressive=True, quality=95)
    p.convert("CMYK").save(out / "cmyk.tif")
    (out / "rgb16.tif").write_bytes(tiff16(p))
    a.save(out / "rgba.tif")
    p.quantize(8).save(out / "palette.bmp")
    (out / "interlaced.png").write_bytes(interlaced(p))
    p.save(out / "pages.tif", save_all=True, append_images=[other])
    p.save(out / "lzw.tif", compression="tiff_lzw")
    grey.save(out / "grey.jpg")
    grey.save(out / "grey.png")
    la = a.convert("LA")
    la.save(out / "grey-alpha.png")
    grey.point(lambda v: 255 * (v > 128)).convert("1").save(out / "bilevel.png")
    grey.point(lambda v: 255 * (v > 128)).convert("1").save(out / "bilevel.tif")
    for orientation in range(1, 9):
        save_turned(p, orientation, out / f"exif-{orientation}.jpg", quality=95)
    for ending in ("png", "webp", "tif"):
        save_turned(p, 6, out / f"exif-6.{ending}")
    save_turned(p, 3, out / "exif-3.tif")


def save_turned(image, orientation, path, **options):
    """Stored so that the orientation tag makes it upright again; checked with Pillow's own reading of the tag."""
    T = Image.Transpose
    inverse = {1: None, 2: T.FLIP_LEFT_RIGHT, 3: T.ROTATE_180, 4: T.FLIP_TOP_BOTTOM, 5: T.TRANSPOSE, 6: T.ROTATE_90,
               7: T.TRANSVERSE, 8: T.ROTATE_270}[orientation]
    stored = image if inverse is None else image.transpose(inverse)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(path, exif=exif, **options)
    upright = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    assert upright.size == (W, H) and upright.getpixel((3, 3))[1] > 200 and upright.getpixel((3, 19))[0] > 200


def interlaced(image):
    """Adam7 by hand."""
    pixels, passes = image.load(), [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    raw = b""
    for x0, y0, dx, dy in passes:
        for y in range(y0, H, dy):
            raw += b"\0" + b"".join(bytes(pixels[x, y]) for x in range(x0, W, dx))
    plain = png(2, 8, [])
    header = struct.pack(">IIBBBBB", W, H, 8, 2, 0, 0, 1)
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return plain[:8] + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    main()
