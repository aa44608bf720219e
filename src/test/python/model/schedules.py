#!/usr/bin/env python3
"""Writes the learning rates of PyTorch's schedules, epoch by epoch (PlateauTest.java and RecipesTest.java compare).

    python schedules.py ../../resources/model/golden

ReduceLROnPlateau is given the stream "plateau" of seeded.py in [0, 1), to the power of 0.2, so that a better one
becomes rare; sequences that rise for long stretches are tried by "rising".
"""
import json
import pathlib
import sys

import torch

import seeded

MEASURES = 60


def optimiser():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


def plateau(name, factor, patience, threshold):
    o = optimiser()
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
        o, mode="max", factor=factor, patience=patience, threshold=threshold, eps=0
    )
    measures = seeded.uniform(1, name, MEASURES) ** 0.2
    if name == "rising":
        measures = measures * 0.02 + [0.3 + 0.01 * min(i, 25) for i in range(MEASURES)]
    rates = []
    for m in measures:
        schedule.step(float(m))
        rates.append(o.param_groups[0]["lr"])
    return {
        "factor": factor, "patience": patience, "threshold": threshold,
        "measures": [float(m) for m in measures], "rates": rates,
    }


def stepped(create, epochs):
    o = optimiser()
    schedule = create(o)
    rates = []
    for _ in range(epochs):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        schedule.step()
    return rates


def main(folder):
    lr = torch.optim.lr_scheduler
    golden = {
        "plateaus": [
            plateau("plateau", 0.1, 2, 1e-4),
            plateau("plateau", 0.5, 0, 0.0),
            plateau("rising", 0.3, 3, 1e-2),
            plateau("rising", 0.3, 10, 1e-4),
        ],
        "every10": stepped(lambda o: lr.StepLR(o, 10, 0.5), 60),
        "at25_and50": stepped(lambda o: lr.MultiStepLR(o, [25, 50], 0.3), 60),
    }
    (folder / "schedules.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
