"""Writes the golden values of the Java tests: value and gradient of every loss, in double precision.

    python3 src/test/python/losses/golden.py

needs numpy and torch, and compares with pytorch-metric-learning where that has the same loss. The
tests themselves only read what this wrote to src/test/resources/losses/. Arrays are base64 of
little-endian single precision; of the large batch's gradient only every 32nd column is kept.
"""

import base64
import json
import pathlib

import numpy as np
import torch

import batches
import cases
import reference

OUT = pathlib.Path(__file__).resolve().parents[2] / "resources" / "losses"


def encode(a):
    return base64.b64encode(np.ascontiguousarray(a, dtype="<f4").tobytes()).decode()


def write(name, value):
    (OUT / f"{name}.json").write_text(json.dumps(value, indent=0) + "\n")


def step(name):
    return 32 if name == "usual" else 1


def pair_case(loss, batch_name, constants, b):
    x = torch.tensor(b["x"].astype(np.float64), requires_grad=True)
    memory = None if b["memory"] is None else torch.tensor(b["memory"].astype(np.float64))
    p = reference.Pairs(x, b["labels"], memory, b["memory_labels"])
    value = reference.PAIR_LOSSES[loss](p, constants)
    value.backward()
    return {
        "batch": batch_name,
        "constants": constants,
        "value": value.item(),
        "norm": x.grad.norm().item(),
        "step": step(batch_name),
        "gradient": encode(x.grad.numpy()[:, :: step(batch_name)]),
    }


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    all_batches = batches.all_batches()
    write(
        "batches",
        {
            name: {
                "d": b["x"].shape[1],
                "x": encode(b["x"]),
                "labels": b["labels"],
                "memory": "" if b["memory"] is None else encode(b["memory"]),
                "memory-labels": b["memory_labels"],
            }
            for name, b in all_batches.items()
        },
    )
    for loss, variants in cases.PAIR_CASES.items():
        write(
            loss,
            {
                "cases": [
                    pair_case(loss, name, constants, b)
                    for constants in variants
                    for name, b in all_batches.items()
                ]
            },
        )
        print(loss)


if __name__ == "__main__":
    main()
