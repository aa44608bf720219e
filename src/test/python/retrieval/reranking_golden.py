"""Golden values of re-ranking for dev.kindred.retrieval, in double precision.

    python reranking_golden.py ../../resources/retrieval/golden.json ../../resources/retrieval/reranking-golden.json

k_reciprocal follows re_ranking of the paper's code (zhunzhong07/person-re-ranking, python-version/re_ranking_ranklist.py)
statement by statement, with float64 in place of float32. expand follows expand_descriptors of naver/deep-image-retrieval
(dirtorch/test_dir.py), with the sum in place of the mean, which the normalisation cancels, and cosines below 0 as 0.
Tested with NumPy 2.4.6.
"""

import json
import sys

import numpy as np


def k_reciprocal(queries, gallery, k1, k2, lambda_value):
    both = np.concatenate([queries, gallery]) if queries is not gallery else gallery
    query_num, first = len(queries), len(queries) if queries is not gallery else 0
    distance = np.maximum(0, 2 - 2 * both @ both.T)
    original = np.transpose(distance / np.max(distance, axis=0))
    v = np.zeros_like(original)
    rank = np.argsort(distance, axis=1, kind="stable")
    n = len(both)
    for i in range(n):
        forward = rank[i, : k1 + 1]
        backward = rank[forward, : k1 + 1]
        reciprocal = forward[np.where(backward == i)[0]]
        expansion = reciprocal
        for candidate in reciprocal:
            f = rank[candidate, : int(np.around(k1 / 2.0)) + 1]
            b = rank[f, : int(np.around(k1 / 2.0)) + 1]
            r = f[np.where(b == candidate)[0]]
            if len(np.intersect1d(r, reciprocal)) > 2.0 / 3 * len(r):
                expansion = np.append(expansion, r)
        expansion = np.unique(expansion)
        weight = np.exp(-original[i, expansion])
        v[i, expansion] = weight / np.sum(weight)
    if k2 != 1:
        v = np.stack([np.mean(v[rank[i, :k2], :], axis=0) for i in range(n)])
    common = np.stack([np.minimum(v[i], v).sum(axis=1) for i in range(query_num)])
    jaccard = 1 - common / (2 - common)
    final = jaccard * (1 - lambda_value) + original[:query_num] * lambda_value
    return final[:, first:]


def expand(queries, gallery, k, alpha):
    sim = queries @ gallery.T
    if queries is gallery:
        np.fill_diagonal(sim, -2)
    out = []
    for i in range(len(queries)):
        idx = np.argsort(-sim[i], kind="stable")[:k]
        q = queries[i] + (np.maximum(0, sim[i, idx])[:, None] ** alpha * gallery[idx]).sum(axis=0)
        out.append(q / np.linalg.norm(q))
    return np.stack(out)


def unit(raw):
    x = np.array(raw, dtype=np.float64)
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32).astype(np.float64)


source, target = sys.argv[1:]
with open(source) as f:
    given = json.load(f)
gallery, queries = unit(given["raw"]), unit(given["rawQuery"])[:12]
rounded = lambda a: [[round(float(x), 9) for x in row] for row in a]
with open(target, "w") as f:
    json.dump(
        {
            "queryGallery": {
                "kReciprocal": rounded(k_reciprocal(queries, gallery, 20, 6, 0.3)),
                "plainEncoding": rounded(k_reciprocal(queries, gallery, 7, 1, 0.1)),
                "expansion": rounded(expand(queries, gallery, 5, 3.0)),
            },
            "leaveOneOut": {
                "kReciprocal": rounded(k_reciprocal(gallery, gallery, 10, 4, 0.3)[:12]),
                "expansion": rounded(expand(gallery, gallery, 4, 1.5)[:12]),
            },
        },
        f,
        separators=(",", ":"),
    )
