#!/usr/bin/env python3
"""Makes the pictures that the tests of dev.kindred.image compare with, through Pillow alone.

    python make_image_golden.py PHOTO.jpg src/test/resources/dev/kindred/image

PHOTO.jpg is one of the Grocery Store Dataset (Klasson et al., WACV 2019; MIT licence), about 348 x 348.
"""
import pathlib
import shutil
import sys

from PIL import Image


def main():
    photo, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    shutil.copyfile(photo, target / "photo.jpg")
    image = Image.open(photo).convert("RGB")
    loaded = image.resize((110, 110), Image.BILINEAR)
    loaded.crop((7, 7, 103, 103)).save(target / "test-squeeze-110-96.png")
    w, h = image.size
    short = (160, int(160 * h / w)) if w <= h else (int(160 * w / h), 160)
    loaded = image.resize(short, Image.BILINEAR)
    crop = loaded.crop((21, 13, 21 + 120, 13 + 95)).resize((96, 96), Image.BILINEAR)
    crop.transpose(Image.FLIP_LEFT_RIGHT).save(target / "train-160-box-21-13-120-95-flip-96.png")
    image.resize((32, 32), Image.BILINEAR).save(target / "raw-32.png")
    small = image.resize((48, 48), Image.BILINEAR)
    small.save(target / "small-48.png")
    small.resize((110, 110), Image.BILINEAR).crop((7, 7, 103, 103)).save(target / "test-small-110-96.png")


if __name__ == "__main__":
    main()
