#!/usr/bin/env python3
"""Images a second of a training step and of embedding in PyTorch: the peer of dev.kindred.bench.StepBenchmark.

    OMP_NUM_THREADS=2 python step_timing.py --backbone bn-inception --size 224 --batch 16

float32, channels-last, frozen (eval-mode) batch normalisation, multi-similarity, Adam; no data loading. --live trains
with batch statistics. --folded also embeds with the normalisation folded into the convolutions (BN-Inception only). Needs torch, torchvision, pytorch-metric-learning and efficientnet_lite_pytorch.
"""
import argparse
import copy
import os
import pathlib
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from pytorch_metric_learning import losses
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "model"))
from networks import create  # noqa: E402

FEATURES = {"bn-inception": 1024, "efficientnet-lite0": 1280, "resnet50": 2048}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--backbone", choices=FEATURES, default="efficientnet-lite0")
    p.add_argument("--size", type=int, default=96)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--turns", type=int, default=3)
    p.add_argument("--steps", type=int, default=4)
    p.add_argument("--device", default="cpu", help="cpu or cuda")
    p.add_argument("--precision", choices=("fp32", "tf32", "bf16"), default="fp32")
    p.add_argument("--live", action="store_true", help="batch statistics in training")
    p.add_argument("--folded", action="store_true", help="embed with and without folding, in turns")
    return p.parse_args()


def fold(net):
    """A copy for evaluation without BatchNorm modules."""
    net = copy.deepcopy(net).eval()
    for name, module in list(net.named_children()):
        if isinstance(module, nn.BatchNorm2d):
            conv = name.removesuffix("_bn")
            setattr(net, conv, fuse_conv_bn_eval(getattr(net, conv), module))
            setattr(net, name, nn.Identity())
    return net


def main():
    a = arguments()
    threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = a.precision != "fp32"
    torch.backends.cudnn.benchmark = True
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    net, steps = create(a.backbone, a.size)
    net = net.to(a.device, memory_format=torch.channels_last)
    head = nn.Linear(FEATURES[a.backbone], 512).to(a.device)
    loss = losses.MultiSimilarityLoss(alpha=2, beta=40, base=0.5)
    optimiser = torch.optim.Adam([*net.parameters(), *head.parameters()], lr=1e-5)
    images = torch.randn(a.batch, 3, a.size, a.size, device=a.device).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(a.batch, device=a.device) // 4

    def embed(walk=steps):
        x = images
        with torch.autocast(a.device, torch.bfloat16, enabled=a.precision == "bf16"):
            for _, x in walk(x):
                pass
        return F.normalize(head(x.float().mean((2, 3))), dim=1)

    def train(count):
        net.train(a.live)
        for _ in range(count):
            value = loss(embed(), labels)
            optimiser.zero_grad(), value.backward(), optimiser.step()

    def infer(count):
        net.eval()
        with torch.no_grad():
            for _ in range(count):
                embed()

    folded = fold(net).steps if a.folded else None

    def infer_folded(count):
        with torch.no_grad():
            for _ in range(count):
                embed(folded)

    def speed(work):
        start = time.perf_counter()
        work(a.steps)
        if a.device == "cuda":
            torch.cuda.synchronize()
        return a.steps * a.batch / (time.perf_counter() - start)

    train(1), infer(1)
    if a.folded:
        net.eval()
        with torch.no_grad():
            assert torch.allclose(embed(), embed(folded), atol=1e-4)
        turns = [(speed(infer), speed(infer_folded)) for _ in range(a.turns)]
        plain, fast = (statistics.median(t) for t in zip(*turns))
        print(f"PyTorch {torch.__version__}, embedding: unfolded {plain:.2f}, folded {fast:.2f} images/s, ratio {fast / plain:.2f}")
        return
    turns = [(speed(train), speed(infer)) for _ in range(a.turns)]
    trained, embedded = (statistics.median(t) for t in zip(*turns))
    kind = "live" if a.live else "frozen"
    print(f"{a.backbone}, {a.size} px, batch {a.batch}, {a.precision} on {a.device}, {threads} threads, median of {a.turns} turns, images/s\n")
    print("| variant | train | embed |\n| --- | --- | --- |")
    print(f"| PyTorch {torch.__version__}, channels-last, {kind} | {trained:.2f} | {embedded:.2f} |")


if __name__ == "__main__":
    main()
