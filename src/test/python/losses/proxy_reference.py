"""Losses with own parameters as naive loops; theta is [rows, width], proxies of unit length inside.

Written from the papers (docs/losses.md names them), not from the product.
"""

import math

import torch

from reference import Pairs, lse, lse1, mean


def similarities(x, theta):
    unit = theta / theta.norm(dim=1, keepdim=True)
    return [list(row.unbind()) for row in (x @ unit.t()).unbind()]


def margin(x, labels, theta, c):
    p = Pairs(x, labels)
    terms = []
    for i, P, N in p.anchors():
        boundary = theta[labels[i]][0]
        terms += [c["margin"] + p.d(i, j) - boundary for j in P]
        terms += [c["margin"] - p.d(i, j) + boundary for j in N]
    hinges = mean((t for t in terms if t.item() > 0), p)
    return hinges + c["boundary-weight"] * sum(theta[y][0] for y in labels) / len(labels)


def proxy_anchor(x, labels, theta, c):
    s, a, m = similarities(x, theta), c["scale"], c["margin"]
    positive, negative = [], []
    for q in range(len(theta)):
        own = [i for i, y in enumerate(labels) if y == q]
        others = [i for i, y in enumerate(labels) if y != q]
        if own:
            positive.append(lse1(-a * (s[i][q] - m) for i in own))
        if others:
            negative.append(lse1(a * (s[i][q] + m) for i in others))
    return sum(positive) / len(positive) + sum(negative) / len(theta) if negative else (
        sum(positive) / len(positive)
    )


def proxy_nca(x, labels, theta, c):
    s, n = similarities(x, theta), len(labels)
    classes = range(len(theta))

    def D(i, q):
        return c["length"] ** 2 * (2 - 2 * s[i][q])

    return sum(D(i, y) + lse(-D(i, q) for q in classes if q != y) for i, y in enumerate(labels)) / n


def proxy_nca_plus_plus(x, labels, theta, c):
    s, n = similarities(x, theta), len(labels)

    def z(i, q):
        return -(2 - 2 * s[i][q]) / c["temperature"]

    logits = [[z(i, q) for q in range(len(theta))] for i in range(n)]
    return cross_entropy(logits, labels, c.get("label-smoothing", 0.0))


def cross_entropy(logits, labels, smoothing=0.0):
    """Of torch.nn.functional, written out."""
    return sum(
        lse(row) - (1 - smoothing) * row[y] - smoothing * sum(row) / len(row)
        for row, y in zip(logits, labels)
    ) / len(labels)


def normalized_softmax(x, labels, theta, c):
    s = similarities(x, theta)
    logits = [[v / c["temperature"] for v in row] for row in s]
    return cross_entropy(logits, labels, c.get("label-smoothing", 0.0))


def cosface(x, labels, theta, c):
    s = similarities(x, theta)
    logits = [
        [c["scale"] * (v - c["margin"] if q == y else v) for q, v in enumerate(row)]
        for row, y in zip(s, labels)
    ]
    return cross_entropy(logits, labels, c.get("label-smoothing", 0.0))


def arcface(x, labels, theta, c):
    m = c["margin"]

    def shifted(v):
        angle = torch.acos(v)
        if angle.item() <= math.pi - m:
            return torch.cos(angle + m)
        return torch.cos(angle) - m * math.sin(m)

    logits = [
        [c["scale"] * (shifted(v) if q == y else v) for q, v in enumerate(row)]
        for row, y in zip(similarities(x, theta), labels)
    ]
    return cross_entropy(logits, labels, c.get("label-smoothing", 0.0))


def soft_triple(x, labels, theta, c):
    K = int(c["centres"])
    classes = len(theta) // K
    logits = []
    for row, y in zip(similarities(x, theta), labels):
        logits.append([])
        for q in range(classes):
            own = torch.stack(row[q * K : (q + 1) * K])
            relaxed = (torch.softmax(own / c["softness"], 0) * own).sum()
            logits[-1].append(c["scale"] * (relaxed - (c["margin"] if q == y else 0)))
    value = cross_entropy(logits, labels)
    if K > 1:
        unit = theta / theta.norm(dim=1, keepdim=True)
        distances = 0
        for q in range(classes):
            for t in range(q * K, (q + 1) * K):
                for u in range(t + 1, (q + 1) * K):
                    distances = distances + torch.sqrt(2 - 2 * unit[t] @ unit[u])
        value = value + c["merging"] * distances / (classes * K * (K - 1))
    return value


PROXY_LOSSES = {
    "margin": margin,
    "proxy-anchor": proxy_anchor,
    "proxy-nca": proxy_nca,
    "proxy-nca-plus-plus": proxy_nca_plus_plus,
    "normalized-softmax": normalized_softmax,
    "cosface": cosface,
    "arcface": arcface,
    "soft-triple": soft_triple,
}
