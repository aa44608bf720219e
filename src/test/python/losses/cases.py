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
}
