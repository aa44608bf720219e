#!/usr/bin/env python3
"""Writes what torchvision's changes of colour make of some pixels (JitterTest.java compares).

    python make_jitter_golden.py ../resources/dev/kindred/image/jitter.json

Pixels are the stream "pixels" of model/seeded.py, and some with equal channels, black and white.
"""
import json
import pathlib
import sys

import torch
from torchvision.transforms import functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parent / "model"))
import seeded  # noqa: E402

ODD = [[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0.2, 0.7, 0.7], [0.9, 0.1, 0.9]]
CHANGES = {
    "BRIGHTNESS": (F.adjust_brightness, [0.0, 0.6, 1.4]),
    "CONTRAST": (F.adjust_contrast, [0.0, 0.6, 1.7]),
    "SATURATION": (F.adjust_saturation, [0.0, 0.5, 1.9]),
    "HUE": (F.adjust_hue, [-0.5, -0.13, 0.0, 0.21, 0.5]),
}


def main(path):
    pixels = seeded.between(1, "pixels", (40, 3), 0, 1).tolist() + ODD
    image = torch.tensor(pixels, dtype=torch.float64).t().reshape(3, 7, 7)
    cases = []
    for name, (change, amounts) in CHANGES.items():
        for amount in amounts:
            out = change(image, amount).reshape(3, -1).t().reshape(-1)
            cases.append({"change": name, "amount": amount, "pixels": [float(f"{v:.9g}") for v in out]})
    mixed = F.adjust_contrast(F.adjust_hue(F.adjust_brightness(F.adjust_saturation(image, 1.3), 0.8), 0.1), 1.2)
    golden = {"pixels": pixels, "cases": cases, "mixed": [float(f"{v:.9g}") for v in mixed.reshape(3, -1).t().reshape(-1)]}
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
