"""More golden values for dev.kindred.retrieval on the embeddings of golden.json, from scikit-learn and NumPy.

    python more_golden.py ../../resources/retrieval/golden.json ../../resources/retrieval/more-golden.json

Tested with scikit-learn 1.9.1, NumPy 2.4.6.
"""

import json
import sys

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, normalized_mutual_info_score
from sklearn.metrics import precision_recall_curve, roc_auc_score, roc_curve
from sklearn.metrics.cluster import pair_confusion_matrix


def unit(raw):
    x = np.array(raw, dtype=np.float64)
    x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)
    return x.astype(np.float64)


def verification(similarity, same, mask):
    scores, truth = similarity[mask], same[mask]
    fpr, tpr, _ = roc_curve(truth, scores, drop_intermediate=False)
    precision, recall, thresholds = precision_recall_curve(truth, scores)
    out = {
        "genuine": int(truth.sum()),
        "impostor": int((~truth).sum()),
        "auc": float(roc_auc_score(truth, scores)),
        "fnmr": {},
        "precision": {},
    }
    for one_in in (2, 10, 100, 1000):
        out["fnmr"][str(one_in)] = float(np.min(1 - tpr[fpr <= 1 / one_in]))
    for percent in (20, 50, 80, 95):
        good = np.flatnonzero(precision[:-1] >= percent / 100)
        if not len(good):
            continue
        most = recall[good].max()
        out["precision"][str(percent)] = {
            "threshold": float(thresholds[good[recall[good] == most]].max()),
            "recall": float(most),
        }
    for name, of in (("within", scores[truth]), ("between", scores[~truth])):
        out[name] = {
            "mean": float(of.mean()),
            "least": float(of.min()),
            "low": float(np.quantile(of, 0.05, method="inverted_cdf")),
            "median": float(np.quantile(of, 0.5, method="inverted_cdf")),
            "high": float(np.quantile(of, 0.95, method="inverted_cdf")),
            "greatest": float(of.max()),
        }
    return out


def agreement(labels, clusters):
    (_, fp), (fn, tp) = pair_confusion_matrix(labels, clusters)
    return {
        "nmi": float(normalized_mutual_info_score(labels, clusters)),
        "ami": float(adjusted_mutual_info_score(labels, clusters)),
        "f1": float(2 * tp / (2 * tp + fp + fn)),
    }


def interval(first, labels, k):
    """Percentile bootstrap over classes of Recall@K, with many draws."""
    rng = np.random.default_rng(0)
    classes = np.unique(labels)
    hits = np.array([np.sum((first[labels == c] > 0) & (first[labels == c] <= k)) for c in classes])
    sizes = np.array([np.sum(labels == c) for c in classes])
    drawn = rng.integers(0, len(classes), size=(100_000, len(classes)))
    return np.quantile(hits[drawn].sum(1) / sizes[drawn].sum(1), [0.025, 0.975]).tolist()


def main(source, path):
    with open(source) as f:
        given = json.load(f)
    x, labels = unit(given["raw"]), np.array(given["labels"])
    q, query_labels = unit(given["rawQuery"]), np.array(given["queryLabels"])
    first = np.array(given["leaveOneOut"]["first"])
    rng = np.random.default_rng(3)
    document = {
        "leaveOneOut": verification(x @ x.T, labels[:, None] == labels, np.triu(np.ones((len(x), len(x)), bool), 1)),
        "queryGallery": verification(q @ x.T, query_labels[:, None] == labels, np.ones((len(q), len(x)), bool)),
        "agreement": agreement(labels, np.array(given["clusters"])),
        "chance": {"clusters": rng.integers(0, 40, len(labels)).tolist()},
        "classRecall": {
            str(k): [float(np.mean((first[labels == c] > 0) & (first[labels == c] <= k))) for c in np.unique(labels)]
            for k in (1, 4)
        },
        "interval": {str(k): interval(first, labels, k) for k in (1, 4)},
    }
    document["chance"].update(agreement(labels, np.array(document["chance"]["clusters"])))
    with open(path, "w") as f:
        json.dump(document, f, separators=(",", ":"))
        f.write("\n")


main(sys.argv[1], sys.argv[2])
