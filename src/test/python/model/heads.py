#!/usr/bin/env python3
"""Writes what PyTorch makes of every kind of head, in double precision (GoldenHeadsTest.java compares).

    python heads.py ../../resources/model/golden

The network is a 1x1 convolution with a normalisation and a ReLU in front of the head; its weights are streams of
seeded.py by their names. The loss is sum(embedding * r), r the stream "loss" in [-1, 1). Gradients and running
statistics are written whole.
"""
import json
import pathlib
import sys

import torch
from torch.nn import functional as F

import seeded

BATCH, SIZE, CHANNELS, DIM = 6, 8, 7, 5
RANGES = {"bn.weight": (0.5, 1.5), "bn.running_var": (0.5, 1.5), "neck.weight": (0.5, 1.5), "neck.running_var": (0.1, 0.6)}
SHAPES = {
    "conv.weight": (CHANNELS, 3, 1, 1),
    "bn.weight": (CHANNELS,), "bn.bias": (CHANNELS,), "bn.running_mean": (CHANNELS,), "bn.running_var": (CHANNELS,),
    "head.weight": (DIM, CHANNELS), "head.bias": (DIM,),
    "neck.weight": (DIM,), "neck.bias": (DIM,), "neck.running_mean": (DIM,), "neck.running_var": (DIM,),
}
# pooling, power of GeM, layer norm, neck, live statistics of the convolution
CASES = [
    ("AVERAGE", 3, False, False, False),
    ("MAX", 3, False, False, False),
    ("AVERAGE_PLUS_MAX", 3, False, False, False),
    ("GEM", 3, False, False, False),
    ("GEM", 1.5, False, False, True),
    ("MAX", 3, True, False, False),
    ("AVERAGE", 3, False, True, False),
    ("GEM", 3, False, True, True),
    ("AVERAGE_PLUS_MAX", 3, True, True, False),
]


def stream(name, shape, low=-1, high=1):
    return torch.tensor(seeded.between(1, name, shape, low, high)).double()


def pool(kind, power, x):
    if kind == "GEM":
        return x.clamp(min=1e-6).pow(power).mean((2, 3)).pow(1 / power)
    return {"AVERAGE": x.mean((2, 3)), "MAX": x.amax((2, 3)), "AVERAGE_PLUS_MAX": x.mean((2, 3)) + x.amax((2, 3))}[kind]


def run(kind, power, layer, neck, live):
    t = {k: stream(k, s, *RANGES.get(k, (-1, 1))) for k, s in SHAPES.items()}
    t["neck.bias"].zero_()
    learnt = ["conv.weight", "bn.weight", "bn.bias", "head.weight", "head.bias"] + (["neck.weight"] if neck else [])
    for k in learnt:
        t[k].requires_grad_()

    def embed(training):
        x = F.conv2d(stream("images", (BATCH, 3, SIZE, SIZE)), t["conv.weight"])
        x = F.batch_norm(x, t["bn.running_mean"], t["bn.running_var"], t["bn.weight"], t["bn.bias"], training and live)
        x = pool(kind, power, F.relu(x))
        x = F.layer_norm(x, (CHANNELS,)) if layer else x
        x = F.linear(x, t["head.weight"], t["head.bias"])
        if neck:
            x = F.batch_norm(x, t["neck.running_mean"], t["neck.running_var"], t["neck.weight"], t["neck.bias"], training)
        return F.normalize(x, dim=1)

    evaluated = embed(False).detach()
    z = embed(True)
    (z * stream("loss", (BATCH, DIM))).sum().backward()
    numbers = lambda x: [float(f"{v:.9g}") for v in x.detach().reshape(-1)]
    moved = [k for k in t if "running" in k and (neck if "neck" in k else live)]
    return {
        "pooling": kind, "power": power, "layer_norm": layer, "bn_neck": neck, "live": live,
        "evaluated": numbers(evaluated), "trained": numbers(z),
        "gradients": {k: numbers(t[k].grad) for k in learnt}, "running": {k: numbers(t[k]) for k in moved},
    }


def main(folder):
    (folder / "heads.json").write_text("[" + ",\n".join(json.dumps(run(*c)) for c in CASES) + "]\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
