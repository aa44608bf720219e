"""Trains with every loss for 1,600 images from the quickstart's network; makes the table of losses.md.

    python3 src/test/python/losses/training_table.py [--seeds 1] [--images 1600] [--set K=V] [LOSS ...]

Every run has a folder of its own under runs/every-loss/, and all share one store. A finished run is not
done again, so the script goes on where it stopped; after a change of a default, remove the loss's
folders. Only the standard library is needed.
"""

import argparse
import json
import pathlib
import re
import subprocess

HOME = pathlib.Path(__file__).parents[4]
RUNS = HOME / "runs" / "every-loss"


def names():
    """In the order of the documentation."""
    registry = (HOME / "src/main/java/dev/kindred/loss/LossRegistry.java").read_text()
    return re.findall(r'losses\.put\("([a-z-]+)"', registry)


def run(loss, seed, options):
    folder = RUNS / f"{loss}-{seed}"
    if not (folder / "_SUCCESS").exists():
        settings = [
            f"loss.name={loss}",
            f"train.seed={seed}",
            f"train.images-seen={options.images}",
            # Only the two ends are of interest here.
            "train.evaluate-every-rounds=0",
            "evaluate.while-training=false",
            "evaluate.nmi=false",
            f"store.path={RUNS / 'store'}",
            f"run.path={folder}",
            *options.set,
        ]
        command = [HOME / "submit/kindred", "run", "--config", HOME / "conf/quickstart.conf"]
        for setting in settings:
            command += ["--set", setting]
        RUNS.mkdir(parents=True, exist_ok=True)
        with open(RUNS / f"{loss}-{seed}.log", "w") as log:
            subprocess.run(command, cwd=HOME, stdout=log, stderr=log, check=True)
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def recall(metrics, stage):
    return [100 * m["eval.recall_at_1"] for m in metrics if m["stage"] == stage][-1]


def row(loss, runs):
    before = [recall(m, "pretrained") for m in runs]
    after = [recall(m, "trained") for m in runs]
    rounds = [[r["train.loss"] for r in m if r["stage"] == "train"] for m in runs]
    gains = [a - b for a, b in zip(after, before)]
    cells = [
        f"`{loss}`",
        " ".join(sorted({f"{b:.1f}" for b in before})),
        ", ".join(f"{a:.1f}" for a in after),
        ", ".join(f"{g:+.1f}" for g in gains),
        f"{rounds[0][0]:.3f}",
        f"{rounds[0][-1]:.3f}",
    ]
    return "| " + " | ".join(cells) + " |"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=1)
    options.add_argument("--images", type=int, default=1600)
    options.add_argument("--set", action="append", default=[])
    options.add_argument("losses", nargs="*")
    options = options.parse_args()
    print("| loss | R@1 pretrained | R@1 trained | gain | loss, first round | last round |")
    print("| --- | --- | --- | --- | --- | --- |")
    for loss in options.losses or names():
        runs = [run(loss, seed, options) for seed in range(options.seeds)]
        print(row(loss, runs), flush=True)


if __name__ == "__main__":
    main()
