#!/usr/bin/env python3
"""Writes steps of PyTorch's optimisers in double precision (the engines' are compared with them).

    python optimizers.py ../../resources/model/golden

Ten parameters, stream "adam parameters" of seeded.py in [-1, 1); gradients of step s: stream "adam gradients s",
each times 10 ** -(position), so that epsilon matters for the last ones.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import seeded

SETTINGS = [
    ("Adam", 0.0, {}),
    ("Adam", 2e-4, {}),
    ("Adam", 0.1, {}),
    ("AdamW", 0.01, {}),
    ("AdamW", 0.1, {}),
    ("Adam", 1e-3, {"eps": 1.0}),
    ("RMSprop", 0.0, {"alpha": 0.99, "momentum": 0.0}),
    ("RMSprop", 1e-4, {"alpha": 0.99, "momentum": 0.9}),
    ("RMSprop", 0.1, {"alpha": 0.9, "momentum": 0.5, "eps": 1e-2}),
    ("SGD", 0.0, {"momentum": 0.0}),
    ("SGD", 1e-4, {"momentum": 0.9}),
    ("SGD", 0.1, {"momentum": 0.9, "nesterov": True}),
]


def run(kind, decay, more):
    p = torch.tensor(seeded.between(1, "adam parameters", (10,), -1, 1)).double().requires_grad_()
    optimiser = getattr(torch.optim, kind)([p], lr=1e-2, weight_decay=decay, **more)
    steps = []
    for step in range(3 if kind.startswith("Adam") else 5):
        g = seeded.between(1, f"adam gradients {step}", (10,), -1, 1) * 10.0 ** -np.arange(10)
        p.grad = torch.tensor(g.astype(np.float32)).double()
        optimiser.step()
        steps.append([float(f"{v:.12g}") for v in p.detach()])
    return {"optimiser": kind, "learning_rate": 1e-2, "weight_decay": decay, "more": more, "parameters": steps}


def main(folder):
    runs = [run(*s) for s in SETTINGS]
    (folder / "optimizers.json").write_text("[" + ",\n".join(json.dumps(r) for r in runs) + "]\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
