"""Numbers that Python and Java (SeededNumbers.java) generate alike, so that no weights need storing.

Number i of the stream `name` under `seed`: SplitMix64 (Steele et al., 2014) from the state
seed * 0x9E3779B97F4A7C15 ^ FNV-1a-64(name), advanced i + 1 times; its upper 24 bits, over 2^24, are a
uniform number in [0, 1). Scaling is done in double precision and rounded to float once.
"""
import re

import numpy as np

GAMMA = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def fnv1a(name):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & MASK
    return h


def uniform(seed, name, count):
    """`count` doubles in [0, 1)."""
    state = np.uint64(((seed * GAMMA) & MASK) ^ fnv1a(name))
    with np.errstate(over="ignore"):
        z = state + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) / (1 << 24)


def between(seed, name, shape, low, high):
    """Floats in [low, high)."""
    u = uniform(seed, name, int(np.prod(shape, dtype=np.int64)))
    return (low + (high - low) * u).astype(np.float32).reshape(shape)


def tensor(seed, name, shape):
    """A weight by its name in the state dict.

    Four dimensions: He's uniform distribution. Head: rows of about unit length. Normalisations switch each
    channel clearly on or (a quarter of those not at the end of a residual branch) off: a deep random network
    multiplies rounding errors, and where one carries an activation across the kink of its ReLU, gradients
    jump by more than a comparison would forgive. Far from the kinks they agree.
    """
    if len(shape) in (2, 4):
        fan = int(np.prod(shape[1:]))
        a = float(np.sqrt((6.0 if len(shape) == 4 else 3.0) / fan))
        return between(seed, name, shape, -a, a)
    if re.search(r"(bn\d?|downsample\.1)\.weight$", name):
        return between(seed, name, shape, 0.6, 0.8)
    if re.search(r"(bn\d?|downsample\.1)\.bias$", name):
        off = uniform(seed, name, shape[0]) < 0.25
        stays = re.search(r"(bn3|downsample\.1)\.", name)
        return np.where(off & (not stays), -3, 3).astype(np.float32)
    return between(seed, name, shape, -0.25, 0.25)
