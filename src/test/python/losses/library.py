"""The same losses of pytorch-metric-learning under the same constants agree with our references."""

import math

import numpy as np
import torch
from pytorch_metric_learning import losses, miners, reducers
from pytorch_metric_learning.distances import CosineSimilarity, DotProductSimilarity

import batches
import cases
import proxy_reference
import reference


def pair_losses():
    """Name, constants of ours, the library's loss, its miner; on batches of equal classes."""
    mean = reducers.MeanReducer
    cosine = CosineSimilarity
    first = {name: variants[0] for name, variants in cases.PAIR_CASES.items()}
    ms = first["multi-similarity"]
    return [
        ("batch-all", first["batch-all"], losses.TripletMarginLoss(margin=0.02), None),
        (
            "batch-all",
            {"variant": "soft-margin"},
            losses.TripletMarginLoss(margin=0, smooth_loss=True, reducer=mean()),
            None,
        ),
        (
            "batch-hard",
            first["batch-hard"],
            losses.TripletMarginLoss(margin=0.2, reducer=mean()),
            miners.BatchHardMiner(),
        ),
        (
            "contrastive",
            first["contrastive"],
            losses.ContrastiveLoss(pos_margin=0.6, neg_margin=1.2, reducer=mean()),
            None,
        ),
        ("lifted", first["lifted"], losses.LiftedStructureLoss(neg_margin=1), None),
        (
            "nca",
            {"scale": 16.0, "neighbours": 100000},
            losses.NCALoss(softmax_scale=16),
            None,
        ),
        (
            "multi-similarity",
            {**ms, "mining": False},
            losses.MultiSimilarityLoss(alpha=2, beta=40, base=0.5),
            None,
        ),
        (
            "multi-similarity",
            ms,
            losses.MultiSimilarityLoss(alpha=2, beta=40, base=0.5),
            miners.MultiSimilarityMiner(epsilon=0.1),
        ),
        ("circle", first["circle"], losses.CircleLoss(m=0.4, gamma=80, reducer=mean()), None),
        (
            "supervised-contrastive",
            first["supervised-contrastive"],
            losses.SupConLoss(temperature=0.1, reducer=mean()),
            None,
        ),
        ("angular", {"angle": 40.0}, losses.AngularLoss(alpha=40), None),
        (
            "smooth-ap",
            {"variant": "reference", "temperature": 0.01},
            losses.SmoothAPLoss(temperature=0.01, reducer=mean()),
            None,
        ),
        (
            "n-pair",
            {"variant": "multi-class", "scale": 1.0},
            losses.NPairsLoss(distance=DotProductSimilarity(normalize_embeddings=False)),
            "first pairs",
        ),
    ]


def proxy_losses(*size):
    """Name, what is not as shipped, the library's loss; size is classes and dimension."""
    return [
        ("proxy-anchor", {}, losses.ProxyAnchorLoss(*size, margin=0.1, alpha=32)),
        ("proxy-nca-plus-plus", {}, losses.ProxyNCALoss(*size, softmax_scale=9)),
        ("normalized-softmax", {}, losses.NormalizedSoftmaxLoss(*size, temperature=0.05)),
        ("cosface", {}, losses.CosFaceLoss(*size, margin=0.35, scale=64)),
        ("arcface", {}, losses.ArcFaceLoss(*size, margin=math.degrees(0.5), scale=64)),
        (
            "soft-triple",
            {"merging": 0.0},
            losses.SoftTripleLoss(*size, centers_per_class=10, la=20, gamma=0.1, margin=0.01),
        ),
    ]


def first_pairs(labels):
    chosen = [[i for i, y in enumerate(labels) if y == c][:2] for c in dict.fromkeys(labels)]
    a, p = (torch.tensor(side) for side in zip(*chosen))
    return a, p, a[:0], p[:0]


def tangent(x, g):
    """The library normalises embeddings itself, so its gradient has no part along them."""
    x, g = x.detach(), g.detach()
    return g - (g * x).sum(1, keepdim=True) * x


def close(name, ours, theirs):
    error = (ours - theirs).norm() / max(theirs.norm().item(), 1e-12)
    assert error < 1e-5, f"{name}: relative difference {error:.2e}"


def unit(b):
    x = torch.tensor(b["x"].astype(np.float64))
    return (x / x.norm(dim=1, keepdim=True)).requires_grad_()


def compare(all_batches):
    # SmoothAPLoss takes the items a class for the number of classes (2.9.0): equal numbers only.
    square = [c for c in range(4) for _ in range(4)]
    equal = batches.batch(batches.clustered(np.random.default_rng(7), square, 16, 0.9), square)
    for batch_name, b in {**all_batches, "equal": equal}.items():
        if batch_name not in ("small", "balanced", "equal"):
            continue
        labels = torch.tensor(b["labels"])
        for name, constants, loss, miner in pair_losses():
            if name == "smooth-ap" and batch_name != "equal":
                continue
            x, y = unit(b), unit(b)
            ours = reference.PAIR_LOSSES[name](reference.Pairs(x, b["labels"]), constants)
            pairs = first_pairs(b["labels"]) if miner == "first pairs" else miner and miner(y, labels)
            theirs = loss(y, labels, pairs)
            ours.backward()
            theirs.backward()
            close(f"{name} {constants} on {batch_name}", ours, theirs)
            close(f"gradient of {name} on {batch_name}", tangent(x, x.grad), tangent(y, y.grad))
        classes, d = max(b["labels"]) + 1, b["x"].shape[1]
        for name, constants, loss in proxy_losses(classes, d):
            loss = loss.double()
            x, y = unit(b), unit(b)
            parameter = next(loss.parameters())
            turned = not name.startswith("proxy")  # the library has [d, rows] there
            theta = parameter.detach().t() if turned else parameter.detach()
            theta = theta.clone().requires_grad_()
            constants = {**cases.PROXY_CASES[name][0], **constants}
            ours = proxy_reference.PROXY_LOSSES[name](x, b["labels"], theta, constants)
            theirs = loss(y, labels)
            ours.backward()
            theirs.backward()
            grad = parameter.grad.t() if turned else parameter.grad
            close(f"{name} on {batch_name}", ours, theirs)
            close(f"gradient of {name} on {batch_name}", tangent(x, x.grad), tangent(y, y.grad))
            close(f"parameter gradient of {name} on {batch_name}", theta.grad, grad)
    print("agrees with pytorch-metric-learning")
