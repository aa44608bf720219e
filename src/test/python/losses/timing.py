"""Times pytorch-metric-learning's losses with backward on one core, beside LossBenchmark.

    OMP_NUM_THREADS=1 taskset -c 0 python3 src/test/python/losses/timing.py \\
        [--n 80] [--memory 0] [--json FILE] [--losses NAME,NAME]

Same sizes, labels and constants as dev.kindred.bench.LossBenchmark; single precision; microseconds,
the median of the runs after a warm-up. Value and the gradient by the embeddings (and proxies). What
pytorch-metric-learning 2.9.0 does not have stands in plain.py.
"""

import argparse
import json
import statistics
import time

import torch
from pytorch_metric_learning import losses, miners, reducers
from pytorch_metric_learning.distances import CosineSimilarity, DotProductSimilarity

import plain

D, CLASSES, PER_CLASS = 512, 100, 4
# With 8,192 references the library forms every triplet at once: tens of gigabytes.
TOO_LARGE = {"batch-all"}


def batch(n, seed):
    centres = torch.randn(CLASSES, D, generator=torch.Generator().manual_seed(7))
    labels = torch.arange(n) // PER_CLASS % CLASSES
    noise = torch.randn(n, D, generator=torch.Generator().manual_seed(seed))
    x = centres[labels] + 0.8 * noise
    return x / x.norm(dim=1, keepdim=True), labels


def pair_losses():
    mean = reducers.MeanReducer
    return {
        "contrastive": (
            losses.ContrastiveLoss(pos_margin=1, neg_margin=0.5, distance=CosineSimilarity()),
            None,
        ),
        "batch-all": (losses.TripletMarginLoss(margin=0.02), None),
        "batch-hard": (losses.TripletMarginLoss(margin=0.2, reducer=mean()), miners.BatchHardMiner()),
        # On distances, and without the two scales.
        "lifted": (losses.GeneralizedLiftedStructureLoss(neg_margin=1), None),
        "binomial-deviance": (plain.BinomialDeviance(), None),
        "nca": (losses.NCALoss(softmax_scale=16), None),
        "multi-similarity": (
            losses.MultiSimilarityLoss(alpha=2, beta=40, base=0.5),
            miners.MultiSimilarityMiner(epsilon=0.1),
        ),
        "circle": (losses.CircleLoss(m=0.4, gamma=80), None),
        "supervised-contrastive": (losses.SupConLoss(temperature=0.1), None),
        "angular": (losses.AngularLoss(alpha=36), None),
        "margin": (losses.MarginLoss(margin=0.2, beta=1.2), miners.DistanceWeightedMiner()),
    }


def batch_losses():
    size = (CLASSES, D)
    return {
        "n-pair": (losses.NPairsLoss(distance=DotProductSimilarity()), None),
        "smooth-ap": (losses.SmoothAPLoss(temperature=0.01), None),
        "recall-at-k": (plain.RecallAtK(), None),
        "proxy-anchor": (losses.ProxyAnchorLoss(*size, margin=0.5, alpha=32), None),
        # The library has one of the two, with the own proxy in the denominator.
        "proxy-nca": (losses.ProxyNCALoss(*size, softmax_scale=9), None),
        "proxy-nca-plus-plus": (losses.ProxyNCALoss(*size, softmax_scale=9), None),
        "normalized-softmax": (losses.NormalizedSoftmaxLoss(*size, temperature=0.05), None),
        "cosface": (losses.CosFaceLoss(*size, margin=0.35, scale=64), None),
        "arcface": (losses.ArcFaceLoss(*size, margin=28.6, scale=64), None),
        "soft-triple": (losses.SoftTripleLoss(*size, centers_per_class=10, la=20, gamma=0.1), None),
    }


def remembering(loss, miner, memory, x, labels):
    """With the memory full; the library takes the batch into it at every call."""
    if isinstance(loss, plain.Plain):
        past, past_labels = batch(memory, 2)
        return lambda: loss(x, labels, torch.cat([x, past]), torch.cat([labels, past_labels]))
    wrapped = losses.CrossBatchMemory(loss, D, memory_size=memory + len(x), miner=miner)
    past, past_labels = batch(memory, 2)
    with torch.no_grad():
        for start in range(0, memory, len(x)):
            part = slice(start, start + len(x))
            wrapped.add_to_memory(past[part], past_labels[part], len(past[part]))
    return lambda: wrapped(x, labels)


def median_microseconds(run, x, seconds):
    def once():
        x.grad = None
        run().backward()

    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        once()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        once()
        times.append(time.perf_counter() - start)
    return 1e6 * statistics.median(times)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--n", type=int, default=80)
    options.add_argument("--memory", type=int, default=0)
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--json")
    options.add_argument("--losses")
    options = options.parse_args()
    torch.set_num_threads(1)
    x, labels = batch(options.n, 1)
    x.requires_grad_()
    table = pair_losses() if options.memory else {**pair_losses(), **batch_losses()}
    if options.losses:
        table = {name: table[name] for name in options.losses.split(",")}
    microseconds = {}
    for name, (loss, miner) in table.items():
        if options.memory and name in TOO_LARGE:
            print(f"{name:24s} out of memory")
            microseconds[name] = None
            continue
        if options.memory:
            run = remembering(loss, miner, options.memory, x, labels)
        else:
            run = lambda: loss(x, labels, miner(x, labels) if miner else None)  # noqa: E731
        microseconds[name] = median_microseconds(run, x, options.seconds)
        print(f"{name:24s} {microseconds[name]:12.0f}", flush=True)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"memory": options.memory, "microseconds": microseconds}, file, indent=1)


if __name__ == "__main__":
    main()
