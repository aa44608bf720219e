#!/usr/bin/env python3
"""Loads exported safetensors files into the PyTorch networks and compares the embeddings.

    mvn -Dtest=ExportImportTest test && python check_export.py ../../../../target/exports ../../resources/model/golden

The files hold the golden weights, so PyTorch must give the golden embeddings from them.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

import networks
import seeded


def main(exports, golden):
    torch.set_num_threads(1)
    for path in sorted(exports.glob("*.safetensors")):
        expected = json.loads((golden / f"{path.stem}.json").read_text())
        state = load_file(path)
        head = {k: state.pop(k) for k in ("head.weight", "head.bias")}
        net, steps = networks.create(path.stem, expected["size"])
        net.load_state_dict(state, strict=True)
        a, shape = float(np.sqrt(3.0)), (expected["batch"], 3, expected["size"], expected["size"])
        images = torch.tensor(seeded.between(expected["seed"], "images", shape, -a, a))
        with torch.no_grad():
            *_, (_, features) = net.eval() and steps(images)
            z = F.normalize(F.linear(features.mean((2, 3)), head["head.weight"], head["head.bias"]), dim=1)
        wanted = np.array(expected["evaluation"]["embeddings"]["AVERAGE"]).reshape(z.shape)
        print(f"{path.stem}: {len(state) + 2} tensors loaded, embeddings differ by at most {np.abs(z.numpy() - wanted).max():.1e}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
