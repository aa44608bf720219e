"""Golden values for dev.kindred.retrieval, from faiss, pytorch-metric-learning and scikit-learn.

    python golden.py ../../resources/retrieval/golden.json

Tested with faiss-cpu 1.15.1, pytorch-metric-learning 2.9.0, scikit-learn 1.9.1, torch 2.15.0.
Coordinates are multiples of 1/8 before normalisation, so the file is short and exact.
"""

import json
import sys

import faiss
import numpy as np
import torch
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score

torch.set_num_threads(1)
faiss.omp_set_num_threads(1)


def points(rng, n, d, classes, spread):
    centres = rng.normal(size=(classes, d))
    labels = np.concatenate([np.arange(classes).repeat(2), rng.integers(0, classes, n - 2 * classes)])
    raw = np.round((centres[labels] + spread * rng.normal(size=(n, d))) * 8) / 8
    return raw, labels


def unit(raw):
    x = raw.astype(np.float64)
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)


def search(queries, gallery, k):
    index = faiss.IndexFlatIP(gallery.shape[1])
    index.add(gallery)
    return index.search(queries, k)


def metrics(queries, query_labels, gallery, gallery_labels, same):
    n = len(gallery)
    similarity, rows = search(queries, gallery, n)
    kept = []
    for q in range(len(queries)):
        kept.append([int(r) for r in rows[q] if not (same and r == q)])
    hit = np.array([[gallery_labels[r] == query_labels[q] for r in kept[q]] for q in range(len(queries))])
    first = [int(np.argmax(h)) + 1 if h.any() else 0 for h in hit]
    out = {
        "recall": {str(k): float(np.mean(hit[:, :k].any(axis=1))) for k in (1, 2, 4, 8)},
        "first": first,
        "top5": [k[:5] for k in kept],
    }
    calculator = AccuracyCalculator(
        include=("precision_at_1", "r_precision", "mean_average_precision_at_r"),
        k="max_bin_count",
        device=torch.device("cpu"),
    )
    seen = calculator.get_accuracy(
        torch.tensor(queries),
        torch.tensor(query_labels),
        torch.tensor(gallery),
        torch.tensor(gallery_labels),
        ref_includes_query=same,
    )
    out["pml"] = {k: float(v) for k, v in seen.items()}
    return out


def main(path):
    rng = np.random.default_rng(7)
    raw, labels = points(rng, 150, 24, 20, 1.6)
    x = unit(raw)
    clusters = KMeans(n_clusters=20, n_init=3, random_state=0).fit(x)
    raw_query, query_labels = points(rng, 60, 24, 25, 1.6)
    raw_query[:30] = raw[:30] + np.round(rng.normal(size=(30, 24)) * 8) / 8
    query_labels[:30] = labels[:30]
    known = query_labels < 20
    document = {
        "raw": raw.tolist(),
        "labels": labels.tolist(),
        "rawQuery": raw_query.tolist(),
        "queryLabels": query_labels.tolist(),
        "leaveOneOut": metrics(x, labels, x, labels, True),
        "queryGallery": metrics(unit(raw_query), query_labels, x, labels, False),
        "knownQueries": int(known.sum()),
        "clusters": clusters.labels_.tolist(),
        "inertia": float(clusters.inertia_),
        "nmi": float(normalized_mutual_info_score(labels, clusters.labels_)),
    }
    with open(path, "w") as f:
        json.dump(document, f, separators=(",", ":"))
        f.write("\n")


main(sys.argv[1])
