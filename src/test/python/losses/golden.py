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
import library
import proxy_reference
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


def proxy_case(loss, batch_name, constants, b, rng):
    x = torch.tensor(b["x"].astype(np.float64), requires_grad=True)
    classes = max(b["labels"]) + 2
    rows, width = classes * int(constants.get("centres", 1)), x.shape[1]
    theta = rng.standard_normal((rows, width)) / 8
    for row in range(rows):  # near their classes, as in training
        members = [i for i, y in enumerate(b["labels"]) if y == row // (rows // classes)]
        theta[row] += sum(0.3 * b["x"][i] for i in members)
    if loss == "margin":
        theta = 1 + 0.5 * rng.random((rows, 1))
    theta = torch.tensor(theta.astype(np.float32).astype(np.float64), requires_grad=True)
    value = proxy_reference.PROXY_LOSSES[loss](x, b["labels"], theta, constants)
    value.backward()
    return {
        "batch": batch_name,
        "constants": constants,
        "classes": classes,
        "parameters": encode(theta.detach().numpy()),
        "value": value.item(),
        "norm": x.grad.norm().item(),
        "step": 1,
        "gradient": encode(x.grad.numpy()),
        "parameter-norm": theta.grad.norm().item(),
        "parameter-step": 1,
        "parameter-gradient": encode(theta.grad.numpy()),
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
    for loss in sorted(set(cases.PAIR_CASES) | set(cases.PROXY_CASES)):
        rng = np.random.default_rng(sum(loss.encode()))
        rows = [
            pair_case(loss, name, constants, b)
            for constants in cases.PAIR_CASES.get(loss, [])
            for name, b in all_batches.items()
        ]
        # A memory means nothing to a proxy, and the large batch would bring large parameters.
        rows += [
            proxy_case(loss, name, constants, b, rng)
            for constants in cases.PROXY_CASES.get(loss, [])
            for name, b in all_batches.items()
            if name not in ("usual", "memory")
        ]
        write(loss, {"cases": rows})
        print(loss, len(rows))
    library.compare(all_batches)


if __name__ == "__main__":
    main()
