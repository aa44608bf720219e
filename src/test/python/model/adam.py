#!/usr/bin/env python3
"""Writes three steps of PyTorch's Adam and AdamW in double precision (the engine's updater is compared with it).

    python adam.py ../../resources/model/golden

Ten parameters, stream "adam parameters" of seeded.py in [-1, 1); gradients of step s: stream "adam gradients s",
each times 10 ** -(position), so that epsilon matters for the last ones.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import seeded

SETTINGS = [("Adam", 0.0), ("Adam", 2e-4), ("Adam", 0.1), ("AdamW", 0.01), ("AdamW", 0.1)]


def run(kind, decay):
    p = torch.tensor(seeded.between(1, "adam parameters", (10,), -1, 1)).double().requires_grad_()
    optimiser = getattr(torch.optim, kind)([p], lr=1e-2, weight_decay=decay)
    steps = []
    for step in range(3):
        g = seeded.between(1, f"adam gradients {step}", (10,), -1, 1) * 10.0 ** -np.arange(10)
        p.grad = torch.tensor(g.astype(np.float32)).double()
        optimiser.step()
        steps.append([float(f"{v:.12g}") for v in p.detach()])
    return {"optimiser": kind, "learning_rate": 1e-2, "weight_decay": decay, "parameters": steps}


def main(folder):
    runs = [run(*s) for s in SETTINGS]
    (folder / "adam.json").write_text("[" + ",\n".join(json.dumps(r) for r in runs) + "]\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
