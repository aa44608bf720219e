"""Writes the golden values of a memory whose loss is added to the batch's (MemoryTest.java compares).

    python3 src/test/python/losses/memory_sum.py

The memory's part sees the batch and the memory as references without a gradient, as the code of cross-batch memory
(Wang 2020) does after it has put the batch into the memory.
"""

import numpy as np
import torch

import batches
import golden
import reference

CASES = {
    "contrastive": {"variant": "similarity", "similarity-margin": 0.5},
    "multi-similarity": {"positive-scale": 2.0, "negative-scale": 40.0, "base": 0.5, "mining": True, "slack": 0.1},
    "batch-hard": {"variant": "hinge", "margin": 0.2},
}


class Fixed(reference.Pairs):
    """References have no gradient, those of the batch neither."""

    def __init__(self, x, labels, memory, memory_labels):
        super().__init__(x, labels, memory, memory_labels)
        s = x @ torch.cat([x.detach(), memory]).t()
        self.s = [list(row.unbind()) for row in s.unbind()]


def case(loss, constants, weight, b):
    x = torch.tensor(b["x"].astype(np.float64), requires_grad=True)
    memory = torch.tensor(b["memory"].astype(np.float64))
    own = reference.PAIR_LOSSES[loss](reference.Pairs(x, b["labels"]), constants)
    past = reference.PAIR_LOSSES[loss](Fixed(x, b["labels"], memory, b["memory_labels"]), constants)
    value = own + weight * past
    value.backward()
    return {
        "loss": loss,
        "batch": "memory",
        "constants": constants,
        "weight": weight,
        "value": value.item(),
        "norm": x.grad.norm().item(),
        "step": 1,
        "gradient": golden.encode(x.grad.numpy()),
    }


if __name__ == "__main__":
    b = batches.all_batches()["memory"]
    golden.write("memory-sum", {"cases": [case(k, c, w, b) for k, c in CASES.items() for w in (1.0, 0.5)]})
