"""Every loss as the naive loop over its formula: s[i][j] are torch scalars, P and N index lists.

An anchor with an empty P or N adds 0 and counts in the mean, unless a formula says otherwise.
Written from the papers (docs/losses.md names them), not from the product.
"""

import math

import torch

IDENTICAL = 1e-6  # rows nearer than this (squared) are one row: distance 0, no gradient


class Pairs:
    """Similarities of a batch with itself and with further references that have no gradient."""

    def __init__(self, x, labels, memory=None, memory_labels=()):
        self.x, self.labels = x, list(labels)
        self.n = len(self.labels)
        self.all_labels = self.labels + list(memory_labels)
        rows = x if memory is None else torch.cat([x, memory])
        s = x @ rows.t()
        self.s = [list(row.unbind()) for row in s.unbind()]

    def positives(self, i):
        return [j for j, c in enumerate(self.all_labels) if c == self.labels[i] and j != i]

    def negatives(self, i):
        return [j for j, c in enumerate(self.all_labels) if c != self.labels[i]]

    def anchors(self):
        for i in range(self.n):
            P, N = self.positives(i), self.negatives(i)
            if P and N:
                yield i, P, N

    def d(self, i, j):
        squared = 2 - 2 * self.s[i][j]
        return torch.sqrt(squared) if squared.item() >= IDENTICAL else squared * 0


def zero(p):
    return p.x.sum() * 0


def total(terms, p):
    terms = list(terms)
    return sum(terms) if terms else zero(p)


def mean(terms, p):
    terms = list(terms)
    return sum(terms) / len(terms) if terms else zero(p)


def relu(z):
    return z if z.item() > 0 else z * 0


def log1pexp(z):
    return z + torch.log1p(torch.exp(-z)) if z.item() > 0 else torch.log1p(torch.exp(z))


def lse(terms):
    return torch.logsumexp(torch.stack(list(terms)), 0)


def lse1(terms):
    terms = list(terms)
    return torch.logsumexp(torch.stack(terms + [terms[0] * 0]), 0)


def contrastive(p, c):
    if c["variant"] == "similarity":
        m = c["similarity-margin"]
        return total(
            (
                total((1 - p.s[i][j] for j in P), p)
                + total((p.s[i][j] for j in N if p.s[i][j].item() > m), p)
                for i, P, N in p.anchors()
            ),
            p,
        ) / p.n
    near, far = c["positive-margin"], c["negative-margin"]
    return total(
        (
            mean((relu(p.d(i, j) - near) for j in P), p)
            + mean((relu(far - p.d(i, j)) for j in N), p)
            for i, P, N in p.anchors()
        ),
        p,
    ) / p.n


def triplets(p, pairs=None):
    for i, P, N in pairs or p.anchors():
        for j in P:
            for k in N:
                yield i, j, k


def batch_all(p, c):
    if c["variant"] == "soft-margin":
        return mean((log1pexp(p.d(i, j) - p.d(i, k)) for i, j, k in triplets(p)), p)
    terms = [p.d(i, j) - p.d(i, k) + c["margin"] for i, j, k in triplets(p)]
    return mean((t for t in terms if t.item() > 0), p)


def batch_hard(p, c):
    def term(i, P, N):
        hardest = max((p.d(i, j) for j in P), key=lambda t: t.item())
        nearest = min((p.d(i, j) for j in N), key=lambda t: t.item())
        if c["variant"] == "soft-margin":
            return log1pexp(hardest - nearest)
        return relu(hardest - nearest + c["margin"])

    return total((term(*a) for a in p.anchors()), p) / p.n


def lifted(p, c):
    if c["variant"] == "generalized":
        b, a = c["positive-scale"], c["negative-scale"]
        return total(
            (
                2 / b * lse(-b * p.s[i][j] for j in P) + 2 / a * lse(a * p.s[i][j] for j in N)
                for i, P, N in p.anchors()
            ),
            p,
        ) / p.n
    m = c["margin"]
    terms = []
    for i, P, N in p.anchors():
        for j in (j for j in P if j < p.n):  # J needs the negatives of j
            crowd = [m - p.d(i, k) for k in N] + [m - p.d(j, k) for k in p.negatives(j)]
            terms.append(relu(lse(crowd) + p.d(i, j)) ** 2 / 2)
    return mean(terms, p)


def binomial_deviance(p, c):
    m, reference = c["margin"], c["variant"] == "reference"
    a, w = (c["reference-scale"], c["reference-weight"]) if reference else (c["scale"], c["weight"])
    terms = []
    for i, P, N in p.anchors():
        if reference:
            least = min(p.s[i][j].item() for j in P)
            N = [j for j in N if p.s[i][j].item() > least - c["reference-slack"]]
            if not N:
                continue
        terms.append(
            mean((log1pexp(-2 * (p.s[i][j] - m)) for j in P), p)
            + w * mean((log1pexp(a * (p.s[i][j] - m)) for j in N), p)
        )
    return total(terms, p) / p.n


def nca(p, c):
    K, a = int(c["neighbours"]), c["scale"]
    terms = []
    for i, P, N in p.anchors():
        D = {j: 2 - 2 * p.s[i][j] for j in P + N}
        order = sorted(t.item() for t in D.values())
        limit = order[K] if K < len(order) else math.inf
        near = [j for j in P if D[j].item() < limit] or [min(P, key=lambda j: D[j].item())]
        others = [j for j in N if D[j].item() < limit]
        b = sum(t.item() for t in D.values()) / len(D)
        terms.append(-(lse(a * (b - D[j]) for j in near) - lse(a * (b - D[j]) for j in near + others)))
    return total(terms, p) / p.n


def multi_similarity(p, c):
    a, b, base = c["positive-scale"], c["negative-scale"], c["base"]
    terms = []
    for i, P, N in p.anchors():
        if c["mining"]:
            P, N = mine_multi_similarity(p, i, P, N, c)
        if P and N:
            terms.append(
                lse1(-a * (p.s[i][j] - base) for j in P) / a + lse1(b * (p.s[i][j] - base) for j in N) / b
            )
    return total(terms, p) / p.n


def mine_multi_similarity(p, i, P, N, c):
    least = min(p.s[i][j].item() for j in P)
    most = max(p.s[i][j].item() for j in N)
    return (
        [j for j in P if p.s[i][j].item() < most + c["slack"]],
        [j for j in N if p.s[i][j].item() > least - c["slack"]],
    )


def circle(p, c):
    m, g = c["margin"], c["scale"]

    def weight(z):
        return relu(z.detach() if c["hold-weights"] else z)

    def term(i, P, N):
        positive = lse(-g * weight(1 + m - p.s[i][j]) * (p.s[i][j] - (1 - m)) for j in P)
        negative = lse(g * weight(p.s[i][j] + m) * (p.s[i][j] - m) for j in N)
        return log1pexp(positive + negative)

    return total((term(*a) for a in p.anchors()), p) / p.n


def supervised_contrastive(p, c):
    t = c["temperature"]
    return total(
        (
            -mean((p.s[i][j] / t - lse(p.s[i][k] / t for k in P + N) for j in P), p)
            for i, P, N in p.anchors()
        ),
        p,
    ) / p.n


def n_pair(p, c):
    if c["variant"] == "multi-class":
        chosen = []
        for label in dict.fromkeys(p.labels):
            members = [i for i, own in enumerate(p.labels) if own == label]
            if len(members) > 1:
                chosen.append(members[:2])
        if len(chosen) < 2:
            return zero(p)
        return mean(
            (
                lse1(c["scale"] * (p.s[a][q] - p.s[a][own]) for _, q in chosen if q != own)
                for a, own in chosen
            ),
            p,
        )
    return total(
        (
            mean((lse1(c["scale"] * (p.s[i][k] - p.s[i][j]) for k in N) for j in P), p)
            for i, P, N in p.anchors()
        ),
        p,
    ) / p.n


def angular(p, c):
    t = math.tan(math.radians(c["angle"])) ** 2
    terms = []
    for i, P, N in p.anchors():
        near = [j for j in P if j < p.n]  # f needs the negatives of j
        if near:
            terms.append(
                mean(
                    (
                        lse1(4 * t * (p.s[i][k] + p.s[j][k]) - 2 * (1 + t) * p.s[i][j] for k in N)
                        for j in near
                    ),
                    p,
                )
            )
    return total(terms, p) / p.n


def margin(p, c):
    terms = []
    for i, P, N in p.anchors():
        terms += [c["margin"] + p.d(i, j) - c["boundary"] for j in P]
        terms += [c["margin"] - p.d(i, j) + c["boundary"] for j in N]
    return mean((t for t in terms if t.item() > 0), p)


def sigmoid(z):
    return torch.sigmoid(z)


def smooth_ap(p, c):
    t = c["temperature"]

    def term(i, P, N):
        s = {j: p.s[i][j] for j in P + N}
        if c["variant"] == "reference":
            s[i] = torch.ones((), dtype=torch.float64)
            P = P + [i]
        ratios = []
        for j in P:
            right = 1 + total((sigmoid((s[k] - s[j]) / t) for k in P if k != j), p)
            ratios.append(right / (right + sum(sigmoid((s[k] - s[j]) / t) for k in N)))
        return 1 - mean(ratios, p)

    return total((term(*a) for a in p.anchors()), p) / p.n


def recall_at_k(p, c):
    ks = [2**e for e in range(31) if 2**e <= c["largest-k"]]

    def term(i, P, N):
        s = p.s[i]
        ranks = [
            1 + sum(sigmoid((s[k] - s[j]) / c["temperature"]) for k in P + N if k != j) for j in P
        ]
        recalls = []
        for k in ks:
            relevant = min(k, len(P)) if c["variant"] == "reference" else len(P)
            recalls.append(sum(sigmoid((k - r) / c["count-temperature"]) for r in ranks) / relevant)
        return 1 - mean(recalls, p)

    return total((term(*a) for a in p.anchors()), p) / p.n


PAIR_LOSSES = {
    "contrastive": contrastive,
    "batch-all": batch_all,
    "batch-hard": batch_hard,
    "lifted": lifted,
    "binomial-deviance": binomial_deviance,
    "nca": nca,
    "multi-similarity": multi_similarity,
    "circle": circle,
    "supervised-contrastive": supervised_contrastive,
    "n-pair": n_pair,
    "angular": angular,
    "margin": margin,
    "smooth-ap": smooth_ap,
    "recall-at-k": recall_at_k,
}
