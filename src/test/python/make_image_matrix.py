"""Makes src/test/resources/dev/kindred/image/matrix.bin.gz: small pictures of every format, mode,
transparency and orientation, and what Pillow's exif_transpose shows of each, on white.

    python src/test/python/make_image_matrix.py    (pip install pillow numpy tifffile imagecodecs)

The file is a list of: UTF name, int length, encoded bytes, short width, short height, RGB bytes.
A name says format/mode. Where Pillow is not right the picture that was encoded is what is expected:
16 bits (which Pillow clips, or compares with an 8-bit colour key), see `expect`.
"""

import gzip, io, pathlib, struct, sys, zlib
import numpy as np
import tifffile
from PIL import Image, ImageOps

OUT = pathlib.Path(__file__).parents[1] / "resources/dev/kindred/image/matrix.bin.gz"
W, H = 8, 6
yy, xx = np.mgrid[0:H, 0:W]
RGB = np.dstack([20 + 30 * xx, 250 - 40 * yy, (17 * xx + 31 * yy) % 256]).astype(np.uint8)
GREY = (15 + 23 * xx + 11 * yy).astype(np.uint8)
ALPHA = np.where(xx < 2, 0, np.where(xx > 5, 255, 40 + 30 * yy)).astype(np.uint8)
BITS = ((xx * 3 + yy * yy) % 5 < 2).astype(np.uint8)
INDEX = ((xx + 2 * yy) % 11).astype(np.uint8)
PALETTE = np.array([[(37 * i) % 256, (91 * i + 40) % 256, (200 - 13 * i) % 256] for i in range(16)], np.uint8)
RGB16 = RGB.astype(np.uint16) * 257 // 1
RGB16[:] = np.clip(RGB.astype(int) * 257 + (xx * 7 % 100)[..., None], 0, 65535)
GREY16 = np.clip(GREY.astype(int) * 257 + (xx * 13 + yy * 5) % 120, 0, 65535).astype(np.uint16)
ALPHA16 = ALPHA.astype(np.uint16) * 257

cases = []


def on_white(im):
    rgba = np.asarray(im.convert("RGBA")).astype(float)
    return over(rgba[..., :3], rgba[..., 3])


def over(rgb, alpha):
    a = np.asarray(alpha, float)[..., None] / 255
    return np.rint(np.asarray(rgb, float) * a + 255 * (1 - a)).astype(np.uint8)


def grey3(g):
    return np.repeat(np.asarray(g)[..., None], 3, 2)


def down(v):
    return np.rint(np.asarray(v) / 257)


def put(name, data, expect=None):
    """With what Pillow shows, or what is expected in its place."""
    if expect is None:
        im = Image.open(io.BytesIO(data))
        expect = on_white(ImageOps.exif_transpose(im))
    expect = np.asarray(expect, np.uint8)
    assert expect.ndim == 3 and expect.shape[2] == 3, (name, expect.shape)
    cases.append((name, data, expect))


def saved(array, mode, fmt, **kw):
    out = io.BytesIO()
    im = array if isinstance(array, Image.Image) else Image.fromarray(array, mode)
    im.save(out, fmt, **kw)
    return out.getvalue()


def exif(orientation, order="<", prefix=b"Exif\0\0"):
    head = b"II*\0" if order == "<" else b"MM\0*"
    ifd = struct.pack(order + "IH", 8, 2)
    ifd += struct.pack(order + "HHII", 0x0100, 4, 1, 8)
    ifd += struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return prefix + head + ifd + struct.pack(order + "I", 0)


def turned(rgb, orientation):
    im = Image.fromarray(np.asarray(rgb, np.uint8))
    t = Image.Transpose
    method = [None, None, t.FLIP_LEFT_RIGHT, t.ROTATE_180, t.FLIP_TOP_BOTTOM, t.TRANSPOSE, t.ROTATE_270,
              t.TRANSVERSE, t.ROTATE_90][orientation]
    return np.asarray(im if method is None else im.transpose(method))


# --- PNG ---------------------------------------------------------------------------------------

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def rows(samples, bits):
    """Filtered rows (filter 0) of an array H x W x C."""
    out = b""
    for row in samples:
        flat = row.reshape(-1)
        if bits == 16:
            raw = flat.astype(">u2").tobytes()
        elif bits == 8:
            raw = flat.astype(np.uint8).tobytes()
        else:
            b = ((flat[:, None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8)
            raw = np.packbits(b.reshape(-1)).tobytes()
        out += b"\0" + raw
    return out


def png(samples, colour, bits, before=(), after=(), interlaced=False):
    s = np.asarray(samples)
    s = s[..., None] if s.ndim == 2 else s
    h, w = s.shape[:2]
    if interlaced:
        data = b"".join(rows(s[y::dy, x::dx], bits) for x, y, dx, dy in ADAM7 if s[y::dy, x::dx].size)
    else:
        data = rows(s, bits)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, bits, colour, 0, 0, interlaced))
    out += b"".join(chunk(*c) for c in before)
    half = zlib.compress(data)
    out += chunk(b"IDAT", half[:10]) + chunk(b"IDAT", half[10:])
    return out + b"".join(chunk(*c) for c in after) + chunk(b"IEND", b"")


def raw_profile(data, kind="APP1"):
    text = "\n%s\n%8d\n%s\n" % ("exif" if kind == "exif" else "generic profile", len(data), data.hex())
    return text.encode()


def pngs():
    plte = (b"PLTE", PALETTE.tobytes())
    for inter in (False, True):
        i = "interlaced " if inter else ""
        for bits in (1, 2, 4, 8, 16):
            top = (1 << bits) - 1
            g = BITS if bits == 1 else GREY16 if bits == 16 else (GREY.astype(int) * top // 255).astype(np.uint16)
            g8 = np.rint(np.asarray(g, float) * 255 / top)
            put(f"png/{i}grey {bits}", png(g, 0, bits, interlaced=inter), grey3(g8))
            for k in sorted({int(g[1, 3]), 0}):
                key = np.where(np.asarray(g) == k, 0, 255)
                put(f"png/{i}grey {bits} tRNS {k}", png(g, 0, bits, [(b"tRNS", struct.pack(">H", k))], interlaced=inter),
                    over(grey3(g8), key))
            if bits <= 8:
                p = BITS if bits == 1 else (INDEX.astype(int) % (1 << bits))
                put(f"png/{i}palette {bits}", png(p, 3, bits, [(b"PLTE", PALETTE[: 1 << bits].tobytes())], interlaced=inter))
                t = bytes([0, 255, 90, 200, 10, 128][: min(6, 1 << bits)])
                put(f"png/{i}palette {bits} tRNS", png(p, 3, bits, [(b"PLTE", PALETTE[: 1 << bits].tobytes()), (b"tRNS", t)], interlaced=inter))
        put(f"png/{i}RGB 8", png(RGB, 2, 8, interlaced=inter))
        put(f"png/{i}RGB 8 tRNS", png(RGB, 2, 8, [(b"tRNS", struct.pack(">HHH", *map(int, RGB[2, 4])))], interlaced=inter))
        put(f"png/{i}RGB 16", png(RGB16, 2, 16, interlaced=inter), down(RGB16))
        key = np.where((RGB16 == RGB16[2, 4]).all(2), 0, 255)
        put(f"png/{i}RGB 16 tRNS", png(RGB16, 2, 16, [(b"tRNS", struct.pack(">HHH", *map(int, RGB16[2, 4])))], interlaced=inter),
            over(down(RGB16), key))
        near = [int(v) for v in RGB16[2, 4]]
        near[2] ^= 1  # the same colour in 8 bits, another in 16
        put(f"png/{i}RGB 16 tRNS of no pixel", png(RGB16, 2, 16, [(b"tRNS", struct.pack(">HHH", *near))], interlaced=inter), down(RGB16))
        put(f"png/{i}grey alpha 8", png(np.dstack([GREY, ALPHA]), 4, 8, interlaced=inter))
        put(f"png/{i}grey alpha 16", png(np.dstack([GREY16, ALPHA16]), 4, 16, interlaced=inter), over(grey3(down(GREY16)), ALPHA))
        put(f"png/{i}RGBA 8", png(np.dstack([RGB, ALPHA]), 6, 8, interlaced=inter))
        put(f"png/{i}RGBA 16", png(np.dstack([RGB16, ALPHA16]), 6, 16, interlaced=inter), over(down(RGB16), ALPHA))
    gamma = (b"gAMA", struct.pack(">I", 100000))
    put("png/gAMA", png(RGB, 2, 8, [gamma]))
    put("png/gAMA sRGB cHRM alpha", png(np.dstack([RGB, ALPHA]), 6, 8, [(b"sRGB", b"\0"), gamma]))
    put("png/bKGD is not used", png(np.dstack([RGB, ALPHA]), 6, 8, [(b"bKGD", struct.pack(">HHH", 255, 0, 0))]))
    put("png/grey bKGD tRNS", png(GREY, 0, 8, [(b"tRNS", struct.pack(">H", int(GREY[1, 3]))), (b"bKGD", struct.pack(">H", 9))]))
    put("png/sBIT", png(GREY // 16 * 16, 0, 8, [(b"sBIT", b"\4")]))
    put("png/suggested palette RGB", png(RGB, 2, 8, [plte]))
    out = io.BytesIO()
    first = Image.fromarray(np.dstack([RGB, ALPHA]), "RGBA")
    other = Image.fromarray(np.dstack([255 - RGB, ALPHA]), "RGBA")
    first.save(out, "PNG", save_all=True, append_images=[other])
    put("png/animated", out.getvalue(), over(RGB, ALPHA))
    out = io.BytesIO()
    first.save(out, "PNG", save_all=True, append_images=[other], default_image=True)
    put("png/animated with a default image", out.getvalue())
    out = io.BytesIO()
    Image.fromarray(RGB).save(out, "PNG", save_all=True, append_images=[Image.fromarray(255 - RGB)])
    put("png/animated RGB", out.getvalue())
    p = Image.fromarray(INDEX, "P"); p.putpalette(PALETTE.tobytes())
    q = Image.fromarray((INDEX + 1) % 11, "P"); q.putpalette(PALETTE.tobytes())
    out = io.BytesIO(); p.save(out, "PNG", save_all=True, append_images=[q], transparency=3)
    put("png/animated palette", out.getvalue())
    xmp = lambda o, form: form.replace("N", str(o)).encode()
    element, attribute = "<x><tiff:Orientation>N</tiff:Orientation></x>", '<x tiff:Orientation="N"/>'
    itxt = lambda text, z: (b"iTXt", b"XML:com.adobe.xmp\0" + bytes([z, 0]) + b"\0\0" + (zlib.compress(text) if z else text))
    for o in range(1, 9):
        e, big = exif(o, prefix=b""), exif(o, ">", b"")
        put(f"png/eXIf {o}", png(RGB, 2, 8, [(b"eXIf", e)]))
        put(f"png/eXIf big-endian {o} alpha", png(np.dstack([RGB, ALPHA]), 6, 8, [(b"eXIf", big)]))
        put(f"png/eXIf {o} grey 16 tRNS", png(GREY16, 0, 16, [(b"eXIf", e), (b"tRNS", struct.pack(">H", int(GREY16[1, 3])))]),
            turned(over(grey3(down(GREY16)), np.where(GREY16 == GREY16[1, 3], 0, 255)), o))
        put(f"png/eXIf {o} grey tRNS", png(GREY, 0, 8, [(b"eXIf", e), (b"tRNS", struct.pack(">H", int(GREY[1, 3])))]))
        put(f"png/eXIf after the pixels {o}", png(RGB, 2, 8, after=[(b"eXIf", e)]))
        p = raw_profile(exif(o), "exif")
        put(f"png/raw profile exif zTXt {o}", png(RGB, 2, 8, [(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(p))]))
        # Pillow knows the name exif alone; ImageMagick writes and reads APP1 too.
        p = raw_profile(exif(o))
        put(f"png/raw profile APP1 zTXt {o}", png(RGB, 2, 8, [(b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(p))]), turned(RGB, o))
    for o in (1, 3, 6, 8):
        p = raw_profile(exif(o, ">"), "exif")
        put(f"png/raw profile exif tEXt {o}", png(RGB, 2, 8, [(b"tEXt", b"Raw profile type exif\0" + p)]))
        put(f"png/raw profile exif tEXt after {o}", png(RGB, 2, 8, after=[(b"tEXt", b"Raw profile type exif\0" + p)]))
        for z in (0, 1):
            put(f"png/XMP element {o} {z}", png(RGB, 2, 8, [itxt(xmp(o, element), z)]))
            put(f"png/XMP attribute {o} {z}", png(RGB, 2, 8, [itxt(xmp(o, attribute), z)]))
        put(f"png/eXIf before XMP {o}", png(RGB, 2, 8, [(b"eXIf", exif(o, prefix=b"")), itxt(xmp(5, attribute), 0)]))
    put("png/orientation out of range", png(RGB, 2, 8, [(b"eXIf", exif(9, prefix=b""))]))


# --- JPEG --------------------------------------------------------------------------------------

def app(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def with_app(jpeg, *segments):
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def without(jpeg, marker):
    at = 2
    while jpeg[at + 1] != 0xDA:
        n = 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if jpeg[at + 1] == marker:
            return jpeg[:at] + jpeg[at + n :]
        at += n
    raise ValueError


def jpegs():
    b = np.asarray(Image.fromarray(RGB).resize((24, 18), Image.BICUBIC))
    g = np.asarray(Image.fromarray(GREY).resize((24, 18), Image.BICUBIC))
    for sub in (0, 1, 2, "4:1:1"):
        for prog in (False, True):
            put(f"jpeg/YCbCr {sub}{' progressive' if prog else ''}", saved(b, "RGB", "JPEG", quality=95, subsampling=sub, progressive=prog))
    put("jpeg/grey", saved(g, "L", "JPEG", quality=95))
    put("jpeg/grey progressive", saved(g, "L", "JPEG", quality=95, progressive=True))
    put("jpeg/RGB Adobe", saved(b, "RGB", "JPEG", quality=95, keep_rgb=True))
    cmyk = Image.fromarray(np.dstack([b, g // 3]), "CMYK")
    data = saved(cmyk, None, "JPEG", quality=95)
    put("jpeg/CMYK Adobe", data)
    put("jpeg/CMYK without Adobe", without(data, 0xEE))
    import imagecodecs
    ycck = imagecodecs.jpeg8_encode(255 - np.asarray(cmyk), level=95, colorspace="CMYK", outcolorspace="YCCK")
    put("jpeg/YCCK", ycck)
    plain = saved(b, "RGB", "JPEG", quality=95, subsampling=0)
    for o in range(1, 9):
        put(f"jpeg/EXIF {o}", with_app(plain, app(0xE1, exif(o))))
        put(f"jpeg/EXIF big-endian {o} grey", with_app(saved(g, "L", "JPEG", quality=95), app(0xE1, exif(o, ">"))))
        put(f"jpeg/EXIF {o} CMYK", with_app(data, app(0xE1, exif(o, ">"))))
    for o in (3, 6):
        xmp = lambda t: app(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + t)
        put(f"jpeg/XMP attribute {o}", with_app(plain, xmp(b'<x tiff:Orientation="%d"/>' % o)))
        put(f"jpeg/XMP element {o}", with_app(plain, xmp(b"<tiff:Orientation>%d</tiff:Orientation>" % o)))
        put(f"jpeg/EXIF 1 before XMP {o}", with_app(plain, app(0xE1, exif(1)), xmp(b'<x tiff:Orientation="%d"/>' % o)))
        put(f"jpeg/EXIF after a comment {o}", with_app(plain, app(0xFE, b"hello"), app(0xE1, exif(o))))
    put("jpeg/orientation out of range", with_app(plain, app(0xE1, exif(0))))


# --- GIF ---------------------------------------------------------------------------------------

def lzw(indices, bits):
    """Literals with a clear code before each few of them: no table is needed."""
    clear, out, acc, n = 1 << bits, bytearray(), 0, 0
    codes = []
    for i, v in enumerate(indices):
        if i % 2 == 0:
            codes.append(clear)
        codes.append(int(v))
    codes.append(clear + 1)
    for c in codes:
        acc |= c << n
        n += bits + 1
        while n >= 8:
            out.append(acc & 255); acc >>= 8; n -= 8
    if n:
        out.append(acc & 255)
    blocks = b"".join(bytes([len(out[i : i + 255])]) + bytes(out[i : i + 255]) for i in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def gif_frame(index, palette=None, at=(0, 0), transparent=None, interlaced=False, dispose=0):
    h, w = index.shape
    out = b""
    if transparent is not None or dispose:
        out += b"!\xf9\4" + bytes([(transparent is not None) | dispose << 2, 5, 0, transparent or 0]) + b"\0"
    order = index
    if interlaced:
        order = np.concatenate([index[0::8], index[4::8], index[2::4], index[1::2]])
    flags = (0x80 | 3 if palette is not None else 0) | (0x40 if interlaced else 0)
    out += b"," + struct.pack("<HHHHB", at[0], at[1], w, h, flags)
    if palette is not None:
        out += palette.tobytes()
    return out + lzw(order.reshape(-1), 4)


def gif(*frames, size=(W, H), palette=PALETTE, background=0, extra=b"", version=b"GIF89a"):
    head = version + struct.pack("<HHBBB", *size, 0x80 | 0x70 | 3 if palette is not None else 0x70, background, 0)
    return head + (palette.tobytes() if palette is not None else b"") + extra + b"".join(frames) + b";"


def gifs():
    other = PALETTE[::-1].copy()
    for t in (None, 3):
        s = "" if t is None else " transparent"
        put(f"gif/plain{s}", gif(gif_frame(INDEX, transparent=t)))
        put(f"gif/interlaced{s}", gif(gif_frame(INDEX, transparent=t, interlaced=True)))
        put(f"gif/local palette{s}", gif(gif_frame(INDEX, other, transparent=t)))
        put(f"gif/local palette alone{s}", gif(gif_frame(INDEX, other, transparent=t), palette=None))
        put(f"gif/animated{s}", gif(gif_frame(INDEX, transparent=t), gif_frame((INDEX + 1) % 11, transparent=t)))
        part = INDEX[:3, :4]
        for d in (0, 1, 2, 3):
            put(f"gif/small frame dispose {d}{s}", gif(gif_frame(part, at=(2, 1), transparent=t, dispose=d), gif_frame(INDEX), background=5),
                None)
        put(f"gif/small frame local palette{s}", gif(gif_frame(part, other, at=(2, 1), transparent=t), background=5))
        put(f"gif/frame at the edge{s}", gif(gif_frame(part, at=(4, 3), transparent=t), background=2))
    put("gif/frame beyond the canvas", gif(gif_frame(INDEX, at=(0, 0)), size=(5, 4)))
    put("gif/87a", gif(gif_frame(INDEX), version=b"GIF87a"))
    put("gif/comment", gif(gif_frame(INDEX), extra=b"!\xfe\5hello\0"))
    put("gif/grey", saved(GREY, "L", "GIF"))
    im = Image.fromarray(RGB).quantize(200)
    put("gif/200 colours", saved(im, None, "GIF"))
    big = Image.fromarray(np.asarray(Image.fromarray(RGB).resize((40, 30)))).quantize(255)
    put("gif/long codes", saved(big, None, "GIF"))


# --- BMP ---------------------------------------------------------------------------------------

def bmp(pixels, bits, width, height, palette=b"", header=40, compression=0, masks=(), down=False, colours=0):
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, width, -height if down else height, 1, bits, compression,
                           len(pixels), 2835, 2835, colours, 0)
        m = b"".join(struct.pack("<I", v) for v in masks)
        if header == 40:
            palette = m + palette
        else:
            info += m
            info = info.ljust(header, b"\0")
    off = 14 + len(info) + len(palette)
    return struct.pack("<2sIHHI", b"BM", off + len(pixels), 0, 0, off) + info + palette + pixels


def lines(samples, bits, down=False):
    out = []
    for row in samples:
        if bits < 8:
            raw = np.packbits(((row[:, None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8).reshape(-1)).tobytes()
        else:
            raw = row.astype("<u%d" % (bits // 8) if bits != 24 else np.uint8).tobytes()
        out.append(raw + b"\0" * (-len(raw) % 4))
    return b"".join(out if down else out[::-1])


def rle(index, four, literal, cut=False):
    out = b""
    for n, row in enumerate(index[::-1]):
        v = [int(x) for x in row]
        if literal:
            if four:
                q = v + [0] * (len(v) % 2)
                body = bytes(q[i] << 4 | q[i + 1] for i in range(0, len(q), 2))
            else:
                body = bytes(v)
            out += bytes([0, len(v)]) + body + b"\0" * (len(body) % 2)
        else:
            i = 0
            while i < len(v):
                j = i
                while j < len(v) and v[j] == v[i]:
                    j += 1
                out += bytes([j - i, v[i] * 17 if four else v[i]])
                i = j
        if cut and n == 2:
            return out + b"\0\0\0\1"
        out += b"\0\0"
    return out[:-2] + b"\0\1"


def bmps():
    quad = b"".join(bytes([c[2], c[1], c[0], 0]) for c in PALETTE)
    triple = b"".join(bytes([c[2], c[1], c[0]]) for c in PALETTE)
    packed = lambda r, g, b_, rb, gb, bb: ((RGB[..., 0].astype(int) >> (8 - rb)) << r) | ((RGB[..., 1].astype(int) >> (8 - gb)) << g) | ((RGB[..., 2].astype(int) >> (8 - bb)) << b_)
    bgr = RGB[..., ::-1].reshape(H, -1)
    for top in (False, True):
        s = " top-down" if top else ""
        put(f"bmp/palette 1{s}", bmp(lines(BITS, 1, top), 1, W, H, quad[:8], down=top))
        put(f"bmp/palette 4{s}", bmp(lines(INDEX, 4, top), 4, W, H, quad, down=top))
        put(f"bmp/palette 8{s}", bmp(lines(INDEX, 8, top), 8, W, H, quad, down=top, colours=16))
        put(f"bmp/BGR 24{s}", bmp(lines(bgr, 24, top), 24, W, H, down=top))
        put(f"bmp/555{s}", bmp(lines(packed(10, 5, 0, 5, 5, 5), 16, top), 16, W, H, down=top))
        put(f"bmp/555 masks{s}", bmp(lines(packed(10, 5, 0, 5, 5, 5), 16, top), 16, W, H, compression=3, masks=(0x7C00, 0x3E0, 0x1F), down=top))
        put(f"bmp/565 masks{s}", bmp(lines(packed(11, 5, 0, 5, 6, 5), 16, top), 16, W, H, compression=3, masks=(0xF800, 0x7E0, 0x1F), down=top))
        x = packed(16, 8, 0, 8, 8, 8) | (ALPHA.astype(int) << 24)
        put(f"bmp/BGRX 32{s}", bmp(lines(x, 32, top), 32, W, H, down=top))
        put(f"bmp/BGRX 32 masks{s}", bmp(lines(x, 32, top), 32, W, H, compression=3, masks=(0xFF0000, 0xFF00, 0xFF), down=top))
        for header in (52, 56, 108, 124):
            put(f"bmp/565 V {header}{s}", bmp(lines(packed(11, 5, 0, 5, 6, 5), 16, top), 16, W, H, header=header, compression=3, masks=(0xF800, 0x7E0, 0x1F), down=top))
        for header in (56, 108, 124):
            for name, m in {
                "BGRA": (0xFF0000, 0xFF00, 0xFF, 0xFF000000), "RGBA": (0xFF, 0xFF00, 0xFF0000, 0xFF000000),
                "ABGR": (0xFF000000, 0xFF0000, 0xFF00, 0xFF), "XBGR": (0xFF000000, 0xFF0000, 0xFF00, 0),
                "BGRX": (0xFF0000, 0xFF00, 0xFF, 0),
            }.items():
                shift = [(v & -v).bit_length() - 1 if v else 32 for v in m]
                v = sum(p.astype(np.int64) << k for p, k in zip([RGB[..., 0], RGB[..., 1], RGB[..., 2], ALPHA], shift) if k < 32)
                put(f"bmp/{name} V{header}{s}", bmp(lines(v, 32, top), 32, W, H, header=header, compression=3, masks=m, down=top))
    x = packed(16, 8, 0, 8, 8, 8)
    put("bmp/BGRX 32 of zeros", bmp(lines(x, 32), 32, W, H))
    for header in (108, 124):
        put(f"bmp/BGR 24 V{header}", bmp(lines(bgr, 24), 24, W, H, header=header))
        put(f"bmp/palette 8 V{header}", bmp(lines(INDEX, 8), 8, W, H, quad, header=header, colours=16))
    # Masks that Pillow does not know: by the definition, each field scaled to 0..255.
    ten = (RGB[..., 0].astype(np.int64) * 1023 // 255 << 20) | (RGB[..., 1].astype(np.int64) * 1023 // 255 << 10) | (RGB[..., 2].astype(np.int64) * 1023 // 255)
    put("bmp/10 bits each", bmp(lines(ten, 32), 32, W, H, compression=3, masks=(0x3FF00000, 0xFFC00, 0x3FF)), RGB)
    four = ((RGB[..., 0].astype(int) >> 4) << 8) | ((RGB[..., 1].astype(int) >> 4) << 4) | (RGB[..., 2].astype(int) >> 4)
    put("bmp/444", bmp(lines(four, 16), 16, W, H, compression=3, masks=(0xF00, 0xF0, 0xF)), (RGB >> 4) * 17)
    a1 = packed(10, 5, 0, 5, 5, 5) | ((ALPHA > 127).astype(int) << 15)
    put("bmp/1555 with alpha", bmp(lines(a1, 16), 16, W, H, header=124, compression=3, masks=(0x7C00, 0x3E0, 0x1F, 0x8000)))
    for bits, samples, n in ((1, BITS, 2), (4, INDEX, 16)):
        put(f"bmp/OS2 {bits}", bmp(lines(samples, bits), bits, W, H, triple[: 3 * n], header=12))
    put("bmp/OS2 8", bmp(lines(INDEX, 8), 8, W, H, triple.ljust(768, b"\0"), header=12))
    put("bmp/OS2 24", bmp(lines(bgr, 24), 24, W, H, header=12))
    put("bmp/OS2 V2 8", bmp(lines(INDEX, 8), 8, W, H, quad, header=64, colours=16))
    for literal in (False, True):
        n = " literal" if literal else ""
        put(f"bmp/RLE8{n}", bmp(rle(INDEX, False, literal), 8, W, H, quad, compression=1, colours=16), PALETTE[INDEX])
        put(f"bmp/RLE4{n}", bmp(rle(INDEX, True, literal), 4, W, H, quad, compression=2, colours=16), PALETTE[INDEX])
        put(f"bmp/RLE8 ends early{n}", bmp(rle(INDEX, False, literal, True), 8, W, H, quad, compression=1, colours=16),
            PALETTE[np.where(yy < 3, 0, INDEX)])
    odd = np.repeat(INDEX // 2, 2, 1)[:, :13]
    put("bmp/RLE8 runs", bmp(rle(odd, False, False), 8, 13, H, quad, compression=1, colours=16), PALETTE[odd])
    put("bmp/RLE4 odd", bmp(rle(odd, True, True), 4, 13, H, quad, compression=2, colours=16), PALETTE[odd])
    delta = bytes([3, 1, 0, 2, 2, 1, 2, 7, 0, 1])
    moved = np.zeros((H, W), np.uint8)  # what is skipped has the colour 0
    moved[5, :3], moved[4, 5:7] = 1, 7
    put("bmp/RLE8 delta", bmp(delta, 8, W, H, quad, compression=1, colours=16), PALETTE[moved])
    put("bmp/grey 8", saved(GREY, "L", "BMP"))
    put("bmp/1 bit", saved(Image.fromarray(BITS * 255).convert("1"), None, "BMP"))
    put("bmp/odd width 24", saved(RGB[:, :5].copy(), "RGB", "BMP"))


# --- WebP --------------------------------------------------------------------------------------

def riff(*chunks):
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for k, d in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webps():
    b = np.asarray(Image.fromarray(RGB).resize((24, 18), Image.BICUBIC))
    a = np.asarray(Image.fromarray(ALPHA).resize((24, 18), Image.NEAREST))
    put("webp/lossy", saved(b, "RGB", "WEBP", quality=95))
    put("webp/lossless", saved(RGB, "RGB", "WEBP", lossless=True))
    put("webp/lossy alpha", saved(np.dstack([b, a]), "RGBA", "WEBP", quality=95, exact=True))
    put("webp/lossless alpha", saved(np.dstack([RGB, ALPHA]), "RGBA", "WEBP", lossless=True, exact=True))
    put("webp/grey", saved(GREY, "L", "WEBP", lossless=True))
    for o in range(1, 9):
        put(f"webp/EXIF {o}", saved(RGB, "RGB", "WEBP", lossless=True, exif=exif(o)))
        put(f"webp/EXIF {o} lossless alpha", saved(np.dstack([RGB, ALPHA]), "RGBA", "WEBP", lossless=True, exact=True, exif=exif(o, ">")))
        put(f"webp/EXIF {o} without its name", saved(RGB, "RGB", "WEBP", lossless=True, exif=exif(o, prefix=b"")))
    for o in (3, 6):
        put(f"webp/XMP {o}", saved(RGB, "RGB", "WEBP", lossless=True, xmp=b'<x tiff:Orientation="%d"/>' % o))
    one, two = Image.fromarray(np.dstack([RGB, ALPHA]), "RGBA"), Image.fromarray(np.dstack([255 - RGB, ALPHA]), "RGBA")
    put("webp/animated alpha", saved(one, None, "WEBP", save_all=True, append_images=[two], lossless=True, exact=True))
    one, two = Image.fromarray(RGB), Image.fromarray(255 - RGB)
    put("webp/animated", saved(one, None, "WEBP", save_all=True, append_images=[two], lossless=True))
    put("webp/animated EXIF 6", saved(one, None, "WEBP", save_all=True, append_images=[two], lossless=True, exif=exif(6)))
    inner = saved(RGB[:4, :4].copy(), "RGB", "WEBP", lossless=True)[12:]
    u24 = lambda v: struct.pack("<I", v)[:3]
    for blend in (0, 2):
        frame = u24(1) + u24(1) + u24(3) + u24(3) + u24(100) + bytes([blend]) + inner
        full = u24(0) + u24(0) + u24(W - 1) + u24(H - 1) + u24(100) + b"\0" + saved(RGB, "RGB", "WEBP", lossless=True)[12:]
        put(f"webp/animated small frame {blend}", riff((b"VP8X", bytes([0x12, 0, 0, 0]) + u24(W - 1) + u24(H - 1)),
            (b"ANIM", struct.pack("<IH", 0xFF3020FF, 0)), (b"ANMF", frame), (b"ANMF", full)))


# --- TIFF --------------------------------------------------------------------------------------

def tiff(array, **kw):
    out = io.BytesIO()
    byteorder = kw.pop("byteorder", "<")
    with tifffile.TiffWriter(out, byteorder=byteorder) as t:
        t.write(array, metadata=None, **kw)
    return out.getvalue()


def hand_tiff(tags, data, order="<"):
    """One strip; tags: number -> (type, values). StripOffsets and StripByteCounts are added."""
    tags = dict(tags)
    tags[273], tags[279] = (4, [8]), (4, [len(data)])
    at = 8 + len(data) + len(data) % 2
    ifd, later = struct.pack(order + "H", len(tags)), b""
    after = at + 2 + 12 * len(tags) + 4
    for k in sorted(tags):
        kind, v = tags[k]
        raw = b"".join(struct.pack(order + {1: "B", 3: "H", 4: "I"}[kind], x) for x in v)
        if len(raw) <= 4:
            field = raw.ljust(4, b"\0")
        else:
            field = struct.pack(order + "I", after + len(later))
            later += raw + b"\0" * (len(raw) % 2)
        ifd += struct.pack(order + "HHI", k, kind, len(v)) + field
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", at)
    return head + data + b"\0" * (len(data) % 2) + ifd + b"\0\0\0\0" + later


def base_tags(w, h, bits, photometric, samples, **more):
    t = {256: (3, [w]), 257: (3, [h]), 258: (3, [bits] * samples), 259: (3, [1]), 262: (3, [photometric]),
         277: (3, [samples]), 278: (3, [h])}
    t.update({int(k[1:]): v for k, v in more.items()})
    return t


def tiffs():
    RGBA, LA = np.dstack([RGB, ALPHA]), np.dstack([GREY, ALPHA])
    RGBA16, pre = np.dstack([RGB16, ALPHA16]), (RGB.astype(int) * ALPHA[..., None] // 255).astype(np.uint8)
    preA = np.dstack([pre, ALPHA])
    for comp in (None, "lzw", "zlib", "packbits"):
        c = comp or "none"
        for bo in ("<", ">"):
            e = "" if bo == "<" else " big-endian"
            put(f"tiff/RGB {c}{e}", tiff(RGB, photometric="rgb", compression=comp, byteorder=bo))
            put(f"tiff/grey {c}{e}", tiff(GREY, photometric="minisblack", compression=comp, byteorder=bo))
            put(f"tiff/RGBA {c}{e}", tiff(RGBA, photometric="rgb", extrasamples=["unassalpha"], compression=comp, byteorder=bo))
            put(f"tiff/RGBA associated {c}{e}", tiff(preA, photometric="rgb", extrasamples=["assocalpha"], compression=comp, byteorder=bo))
            put(f"tiff/RGB 16 {c}{e}", tiff(RGB16, photometric="rgb", compression=comp, byteorder=bo), down(RGB16))
            put(f"tiff/grey 16 {c}{e}", tiff(GREY16, photometric="minisblack", compression=comp, byteorder=bo), grey3(down(GREY16)))
    put("tiff/RGBA unspecified", tiff(RGBA, photometric="rgb", extrasamples=["unspecified"]))
    put("tiff/RGBA without ExtraSamples", hand_tiff(base_tags(W, H, 8, 2, 4), RGBA.tobytes()))
    put("tiff/RGBAX", tiff(np.dstack([RGBA, GREY]), photometric="rgb", extrasamples=["unassalpha", "unspecified"]))
    put("tiff/RGBXX", tiff(np.dstack([RGB, GREY, GREY]), photometric="rgb", extrasamples=["unspecified", "unspecified"]), RGB)
    put("tiff/RGBA 16", tiff(RGBA16, photometric="rgb", extrasamples=["unassalpha"]), over(down(RGB16), ALPHA))
    put("tiff/RGBA 16 associated big-endian", tiff(np.dstack([(pre.astype(np.uint16) * 257), ALPHA16]), photometric="rgb", extrasamples=["assocalpha"], byteorder=">"),
        np.minimum(255, pre.astype(int) + 255 - ALPHA[..., None]))
    put("tiff/grey alpha", tiff(LA, photometric="minisblack", extrasamples=["unassalpha"], planarconfig="contig"))
    gpre = (GREY.astype(int) * ALPHA // 255).astype(np.uint8)
    put("tiff/grey alpha associated", tiff(np.dstack([gpre, ALPHA]), photometric="minisblack", extrasamples=["assocalpha"], planarconfig="contig"),
        grey3(np.minimum(255, gpre.astype(int) + 255 - ALPHA)))
    put("tiff/grey alpha unspecified", tiff(LA, photometric="minisblack", extrasamples=["unspecified"], planarconfig="contig"), grey3(GREY))
    put("tiff/grey 16 alpha", tiff(np.dstack([GREY16, ALPHA16]), photometric="minisblack", extrasamples=["unassalpha"], planarconfig="contig"),
        over(grey3(down(GREY16)), ALPHA))
    for comp in (None, "lzw", "zlib"):
        c = comp or "none"
        put(f"tiff/planar RGB {c}", tiff(RGB.transpose(2, 0, 1), photometric="rgb", planarconfig="separate", compression=comp), RGB)
        put(f"tiff/planar RGBA {c}", tiff(RGBA.transpose(2, 0, 1), photometric="rgb", planarconfig="separate", extrasamples=["unassalpha"], compression=comp), over(RGB, ALPHA))
        big = np.asarray(Image.fromarray(RGB).resize((40, 27), Image.NEAREST))
        put(f"tiff/tiled RGB {c}", tiff(big, photometric="rgb", tile=(16, 16), compression=comp), big)
        put(f"tiff/tiled planar RGB {c}", tiff(big.transpose(2, 0, 1), photometric="rgb", planarconfig="separate", tile=(16, 16), compression=comp), big)
        put(f"tiff/strips RGB {c}", tiff(big, photometric="rgb", rowsperstrip=5, compression=comp), big)
        put(f"tiff/tiled grey 16 {c}", tiff(np.resize(GREY16, (27, 40)), photometric="minisblack", tile=(16, 16), compression=comp), grey3(down(np.resize(GREY16, (27, 40)))))
    for comp in ("lzw", "zlib"):
        for bo in ("<", ">"):
            put(f"tiff/predictor RGB {comp}{bo}", tiff(RGB, photometric="rgb", predictor=True, compression=comp, byteorder=bo))
            put(f"tiff/predictor RGB 16 {comp}{bo}", tiff(RGB16, photometric="rgb", predictor=True, compression=comp, byteorder=bo), down(RGB16))
            put(f"tiff/predictor RGBA {comp}{bo}", tiff(RGBA, photometric="rgb", predictor=True, extrasamples=["unassalpha"], compression=comp, byteorder=bo))
    pal = np.zeros((3, 256), np.uint16); pal[:, :16] = PALETTE.T.astype(np.uint16) * 257
    put("tiff/palette 8", tiff(INDEX, photometric="palette", colormap=pal))
    for bits, s in ((1, BITS), (4, INDEX)):
        n = 1 << bits
        cm = [int(v) * 257 for v in PALETTE[:n].T.reshape(-1)]
        raw = b"".join(np.packbits(((r[:, None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8).reshape(-1)).tobytes() for r in s)
        put(f"tiff/palette {bits}", hand_tiff(base_tags(W, H, bits, 3, 1, t320=(3, cm)), raw))
        put(f"tiff/palette {bits} big-endian", hand_tiff(base_tags(W, H, bits, 3, 1, t320=(3, cm)), raw, ">"))
        for ph in (0, 1):
            put(f"tiff/grey {bits} photometric {ph}", hand_tiff(base_tags(W, H, bits, ph, 1), raw))
    # A colour map with values of 0..255, as some old writers left it; libtiff and Pillow differ: Pillow's.
    two = (GREY >> 6)
    raw = b"".join(np.packbits(((r[:, None] >> np.arange(1, -1, -1)) & 1).astype(np.uint8).reshape(-1)).tobytes() for r in two)
    put("tiff/grey 2", hand_tiff(base_tags(W, H, 2, 1, 1), raw))
    put("tiff/grey 2 MinIsWhite", hand_tiff(base_tags(W, H, 2, 0, 1), raw))
    put("tiff/grey 8 MinIsWhite", hand_tiff(base_tags(W, H, 8, 0, 1), GREY.tobytes()))
    put("tiff/grey 16 MinIsWhite", hand_tiff(base_tags(W, H, 16, 0, 1), GREY16.tobytes()), 255 - grey3(down(GREY16)))
    fill = b"".join(np.packbits(r, bitorder="little").tobytes() for r in BITS)
    put("tiff/1 bit FillOrder 2", hand_tiff(base_tags(W, H, 1, 1, 1, t266=(3, [2])), fill))
    CM = np.dstack([RGB, GREY // 3])
    put("tiff/CMYK", tiff(CM, photometric="separated"))
    put("tiff/CMYK lzw big-endian", tiff(CM, photometric="separated", compression="lzw", byteorder=">"))
    put("tiff/CMYK 16", tiff(CM.astype(np.uint16) * 257, photometric="separated"))
    put("tiff/CMYK planar", tiff(CM.transpose(2, 0, 1), photometric="separated", planarconfig="separate"), on_white(Image.fromarray(CM, "CMYK")))
    put("tiff/CMYK extra", tiff(np.dstack([CM, GREY]), photometric="separated", extrasamples=["unspecified"]))
    bw = Image.fromarray(np.kron(BITS, np.ones((4, 4), np.uint8)) * 255).convert("1")
    for comp in ("group3", "group4", "tiff_ccitt", "packbits", "tiff_lzw", "tiff_adobe_deflate"):
        put(f"tiff/1 bit {comp}", saved(bw, None, "TIFF", compression=comp))
    b = np.asarray(Image.fromarray(RGB).resize((32, 32), Image.BICUBIC))
    g = np.asarray(Image.fromarray(GREY).resize((32, 32), Image.BICUBIC))
    put("tiff/JPEG grey", saved(g, "L", "TIFF", compression="jpeg", quality=95))
    put("tiff/JPEG RGB", saved(b, "RGB", "TIFF", compression="jpeg", quality=95))
    put("tiff/JPEG YCbCr", tiff(b, photometric="ycbcr", compression="jpeg", compressionargs={"level": 95}, subsampling=(1, 1)))
    put("tiff/JPEG YCbCr 2x2", tiff(b, photometric="ycbcr", compression="jpeg", compressionargs={"level": 95}, subsampling=(2, 2)))
    put("tiff/JPEG tiles", tiff(b, photometric="rgb", compression="jpeg", compressionargs={"level": 95}, tile=(16, 16)))
    put("tiff/pages", saved(RGB, "RGB", "TIFF", save_all=True, append_images=[Image.fromarray(255 - RGB)]))
    for o in range(1, 9):
        put(f"tiff/orientation {o}", tiff(RGB, photometric="rgb", extratags=[(274, "H", 1, o, True)]))
        put(f"tiff/orientation {o} RGBA big-endian", tiff(RGBA, photometric="rgb", extrasamples=["unassalpha"], extratags=[(274, "H", 1, o, True)], byteorder=">"))
        put(f"tiff/orientation {o} grey 16", tiff(GREY16, photometric="minisblack", extratags=[(274, "H", 1, o, True)]), turned(grey3(down(GREY16)), o))
        put(f"tiff/orientation {o} 1 bit", hand_tiff(base_tags(W, H, 1, 0, 1, t274=(3, [o])), b"".join(np.packbits(r).tobytes() for r in BITS)))
        put(f"tiff/orientation {o} planar", tiff(RGB.transpose(2, 0, 1), photometric="rgb", planarconfig="separate", extratags=[(274, "H", 1, o, True)]), turned(RGB, o))
    for o in (3, 6):
        x = b'<x tiff:Orientation="%d"/>' % o
        put(f"tiff/XMP {o}", tiff(RGB, photometric="rgb", extratags=[(700, "B", len(x), x, True)]))


def main():
    pngs(); jpegs(); gifs(); bmps(); webps(); tiffs()
    body = io.BytesIO()
    for name, data, rgb in cases:
        n = name.encode()
        body.write(struct.pack(">H", len(n)) + n + struct.pack(">I", len(data)) + data)
        body.write(struct.pack(">HH", rgb.shape[1], rgb.shape[0]) + rgb.tobytes())
    body.write(struct.pack(">H", 0))
    OUT.write_bytes(gzip.compress(body.getvalue(), 9, mtime=0))
    print(len(cases), "pictures,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
