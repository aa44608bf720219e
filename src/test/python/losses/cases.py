"""Constants that the fixtures are computed with: what ships first, then the variants."""

PAIR_CASES = {
    "contrastive": [
        {"variant": "distance", "positive-margin": 0.6, "negative-margin": 1.2},
        {"variant": "similarity", "similarity-margin": 0.5},
        {"variant": "similarity", "similarity-margin": 0.0},
    ],
    "batch-all": [
        {"variant": "hinge", "margin": 0.02},
        {"variant": "hinge", "margin": 0.2},
        {"variant": "soft-margin"},
    ],
    "batch-hard": [{"variant": "hinge", "margin": 0.2}, {"variant": "soft-margin"}],
    "lifted": [
        {"variant": "paper", "margin": 1.0},
        {"variant": "generalized", "positive-scale": 2.0, "negative-scale": 40.0},
    ],
    "binomial-deviance": [
        {"variant": "plain", "margin": 0.5, "scale": 40.0, "weight": 1.0},
        {
            "variant": "reference",
            "margin": 0.5,
            "reference-scale": 50.0,
            "reference-weight": 0.04,
            "reference-slack": 0.05,
        },
    ],
    "nca": [
        {"scale": 16.0, "neighbours": 16},
        {"scale": 16.0, "neighbours": 3},
        {"scale": 2.0, "neighbours": 32},
        {"scale": 16.0, "neighbours": 100000},
    ],
    "multi-similarity": [
        {"positive-scale": 2.0, "negative-scale": 40.0, "base": 0.5, "mining": True, "slack": 0.1},
        {"positive-scale": 2.0, "negative-scale": 50.0, "base": 0.5, "mining": False},
    ],
    "circle": [
        {"margin": 0.4, "scale": 80.0, "hold-weights": True},
        {"margin": 0.25, "scale": 32.0, "hold-weights": False},
    ],
    "supervised-contrastive": [{"temperature": 0.1}],
    "n-pair": [
        {"variant": "tuplet", "scale": 16.0},
        {"variant": "multi-class", "scale": 1.0},
    ],
    "angular": [{"angle": 45.0}, {"angle": 40.0}],
    "margin": [{"variant": "fixed", "margin": 0.2, "boundary": 1.2, "sampling": "all"}],
    "smooth-ap": [
        {"variant": "paper", "temperature": 0.01},
        {"variant": "reference", "temperature": 0.01},
        {"variant": "reference", "temperature": 0.1},
    ],
    "recall-at-k": [
        {"variant": "paper", "temperature": 0.01, "count-temperature": 1.0, "largest-k": 16},
        {"variant": "reference", "temperature": 0.05, "count-temperature": 0.5, "largest-k": 5},
    ],
}

# Losses with own parameters; "classes" as many as there are labels, and one that no batch has.
PROXY_CASES = {
    "margin": [
        {
            "variant": "learnt",
            "margin": 0.2,
            "boundary": 1.2,
            "sampling": "all",
            "boundary-weight": 0.1,
            "learning-rate-factor": 50.0,
        }
    ],
    "proxy-anchor": [{"scale": 32.0, "margin": 0.1, "learning-rate-factor": 100.0}],
    "proxy-nca": [{"length": 3.0, "learning-rate-factor": 100.0}],
    "proxy-nca-plus-plus": [
        {"temperature": 1 / 9, "learning-rate-factor": 100.0},
        {"temperature": 1 / 9, "label-smoothing": 0.3, "learning-rate-factor": 100.0},
    ],
    "normalized-softmax": [
        {"temperature": 0.05, "learning-rate-factor": 10.0},
        {"temperature": 0.05, "label-smoothing": 0.1, "learning-rate-factor": 10.0},
    ],
    "cosface": [
        {"scale": 64.0, "margin": 0.35, "learning-rate-factor": 10.0},
        {"scale": 16.0, "margin": 0.35, "label-smoothing": 0.1, "learning-rate-factor": 10.0},
    ],
    "arcface": [
        {"scale": 64.0, "margin": 0.5, "learning-rate-factor": 10.0},
        {"scale": 16.0, "margin": 2.0, "learning-rate-factor": 10.0},
        {"scale": 16.0, "margin": 0.3, "label-smoothing": 0.2, "learning-rate-factor": 10.0},
    ],
    "soft-triple": [
        {
            "scale": 20.0,
            "softness": 0.1,
            "merging": 0.2,
            "margin": 0.01,
            "centres": 10,
            "learning-rate-factor": 100.0,
        },
        {
            "scale": 10.0,
            "softness": 0.5,
            "merging": 0.2,
            "margin": 0.1,
            "centres": 1,
            "learning-rate-factor": 100.0,
        },
    ],
}
