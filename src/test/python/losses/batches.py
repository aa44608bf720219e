"""Batches that the fixtures are computed on; rows are single precision, as the product sees them."""

import numpy as np


def clustered(rng, labels, d, spread):
    """Unit rows around a random centre per class."""
    centres = {c: rng.standard_normal(d) for c in sorted(set(labels))}
    rows = np.stack([centres[c] + spread * rng.standard_normal(d) for c in labels])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def batch(x, labels, memory=None, memory_labels=()):
    return {"x": x, "labels": list(labels), "memory": memory, "memory_labels": list(memory_labels)}


def all_batches():
    rng = np.random.default_rng(20240607)
    small = [0, 0, 1, 1, 2, 2, 3, 3]
    # Class 4 and 5 have one row each (anchors without a positive); class 0 is large.
    skewed = [0] * 9 + [1, 2] + [1, 2] * 2 + [3, 3, 4, 5]
    rng.shuffle(skewed)
    balanced = [c for c in range(10) for _ in range(4)]
    usual = [c for c in range(20) for _ in range(4)]
    duplicates = clustered(rng, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3], 12, 0.8)
    duplicates[1] = duplicates[0]
    duplicates[2] = duplicates[0]
    duplicates[4] = duplicates[6]
    past = [0, 1, 1, 2, 4, 4, 5, 3, 3, 3, 0, 7, 7, 7, 8, 2, 1]
    return {
        "small": batch(clustered(rng, small, 4, 1.0), small),
        "skewed": batch(clustered(rng, skewed, 16, 0.9), skewed),
        "balanced": batch(clustered(rng, balanced, 32, 0.7), balanced),
        "usual": batch(clustered(rng, usual, 512, 0.8), usual),
        "duplicates": batch(duplicates, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]),
        "one-class": batch(clustered(rng, [5] * 5, 8, 0.5), [5] * 5),
        "pair": batch(clustered(rng, [0, 1], 8, 0.5), [0, 1]),
        "memory": batch(
            clustered(rng, balanced[:16], 24, 0.9), balanced[:16], clustered(rng, past, 24, 0.9), past
        ),
    }
