#!/usr/bin/env python3
"""Writes the small weight files of TorchFileTest and SafetensorsTest with the real torch.save.

    python torch_files.py ../../resources/model/files

Every tensor holds 0, 1, 2, ... in row-major order, so that the test knows what to expect; `transposed`,
`sliced` and `expanded` are views that are not contiguous in their storage.
"""
import collections
import pathlib
import sys

import torch
from safetensors.torch import save_file


def ramp(*shape, dtype=torch.float32):
    return torch.arange(torch.Size(shape).numel()).reshape(shape).to(dtype)


def plain():
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    state = module.state_dict()
    for tensor in state.values():
        tensor.copy_(ramp(*tensor.shape))
    return state


def views():
    return collections.OrderedDict(
        transposed=ramp(3, 2).t(),
        channels_last=ramp(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        sliced=ramp(4, 4)[1:3, ::2],
        expanded=ramp(3, 1).expand(3, 2),
        scalar=torch.tensor(7.0),
        empty=torch.zeros(0, 3),
        parameter=torch.nn.Parameter(ramp(2, 2)),
    )


def types():
    kinds = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8]
    state = {str(k).removeprefix("torch."): ramp(5, dtype=k) for k in kinds}
    state["bool"] = torch.tensor([False, True])
    state["half_edges"] = torch.tensor([-2.0, 65504, 2**-14, 2**-24, -(2**-24) * 3, 1 / 3], dtype=torch.float16)
    state["bfloat16_edges"] = torch.tensor([-2.0, 1e38, 1e-38, 1 / 3], dtype=torch.bfloat16)
    return state


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, state in (("plain", plain()), ("views", views()), ("types", types())):
        torch.save(state, folder / f"{name}-zip.pth")
        torch.save(state, folder / f"{name}-legacy.pth", _use_new_zipfile_serialization=False)
    checkpoint = {"epoch": 3, "state_dict": {"module." + k: v for k, v in plain().items()}}
    torch.save(checkpoint, folder / "checkpoint-zip.pth")
    save_file(types(), folder / "types.safetensors", {"format": "pt"})


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
