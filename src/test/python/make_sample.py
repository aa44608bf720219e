#!/usr/bin/env python3
"""Makes samples/emoji, the real images of the quickstart, from the unpacked full set (emoji-64.tar).

    python -m venv v && v/bin/pip install pillow pyoxipng
    v/bin/python make_sample.py EMOJI_64_FOLDER samples/emoji

200 classes drawn with a fixed seed from each half of splits.txt, among the classes with four images or more.
The files are re-compressed without loss; every one is decoded again and compared with its original.
list.tsv: path TAB class TAB split, paths relative to the list.
"""
import argparse
import io
import pathlib
import random
import shutil

import oxipng
from PIL import Image

NOTE = """
This folder is a part of that set: 200 classes drawn at random from each half among those with four images or more,
re-compressed without loss by src/test/python/make_sample.py. Here the files are named "<class>.<style>.png", and
list.tsv ("path TAB class TAB train|test") takes the place of splits.txt.
"""


def smallest(data):
    """Best lossless encoding; raises when its pixels differ from the original's."""
    packed = oxipng.optimize_from_memory(data, level=6, strip=oxipng.StripChunks.all())
    before, after = (Image.open(io.BytesIO(d)).convert("RGB").tobytes() for d in (data, packed))
    if before != after:
        raise SystemExit("re-compression changed pixels")
    return packed


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("source", type=pathlib.Path)
    p.add_argument("target", type=pathlib.Path)
    p.add_argument("--classes", type=int, default=200, help="classes of each half")
    p.add_argument("--least", type=int, default=4, help="images that a class must have")
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    halves = {"train": [], "test": []}
    for line in (a.source / "splits.txt").read_text().splitlines():
        name, split = line.split("\t")
        if len(list((a.source / "images" / name).glob("*.png"))) >= a.least:
            halves[split].append(name)
    rng = random.Random(a.seed)
    shutil.rmtree(a.target, ignore_errors=True)
    (a.target / "images").mkdir(parents=True)
    lines = []
    for split, names in halves.items():
        for name in sorted(rng.sample(names, a.classes)):
            for file in sorted((a.source / "images" / name).glob("*.png")):
                path = f"images/{name}.{file.name}"  # flat: 400 folders would add 1.6 MB
                (a.target / path).write_bytes(smallest(file.read_bytes()))
                lines.append(f"{path}\t{name}\t{split}\n")
    (a.target / "list.tsv").write_text("".join(lines))
    (a.target / "ATTRIBUTION.txt").write_text((a.source / "ATTRIBUTION.txt").read_text() + NOTE)


if __name__ == "__main__":
    main()
