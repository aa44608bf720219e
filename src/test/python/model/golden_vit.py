#!/usr/bin/env python3
"""Writes what timm's vision transformer makes of seeded weights, in double precision (GoldenNetworks.java reads it).

    python golden_vit.py ../../resources/model/golden

Weights and images are those of seeded.py; the file is like those of golden_networks.py, with tokens in place of
maps, [n, tokens, width], and without a training mode, since nothing depends on the batch.
"""
import pathlib
import sys

import numpy as np
import timm
import torch

import golden_networks as golden
import seeded


def network():
    net = timm.create_model("vit_small_patch16_224", pretrained=False, img_size=golden.SIZE, num_classes=0)
    for key, tensor in net.state_dict().items():
        tensor.copy_(torch.tensor(seeded.tensor(golden.SEED, key, tuple(tensor.shape))))

    def steps(x):
        x = net._pos_embed(net.patch_embed(x))
        yield "patches", x
        for i, block in enumerate(net.blocks):
            x = block(x)
            yield f"block{i}", x
        yield "token", net.norm(x)[:, 0, :, None, None]

    return net, steps


def main(folder):
    torch.set_num_threads(1)
    a = float(np.sqrt(3.0))
    images = torch.tensor(seeded.between(golden.SEED, "images", (golden.BATCH, 3, golden.SIZE, golden.SIZE), -a, a))
    golden.write(folder / "vit-small-16.json", "vit-small-16", golden.SIZE, network, images, evaluation_only=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
