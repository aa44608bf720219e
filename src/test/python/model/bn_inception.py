"""BN-Inception in plain PyTorch, with the names of the published files, written from the architecture's table."""
import torch
from torch import nn
from torch.nn import functional as F

# 1x1, 3x3 reduce, 3x3, double 3x3 reduce, double 3x3, pool, projection
BLOCKS = {
    "3a": (64, 64, 64, 64, 96, "avg", 32),
    "3b": (64, 64, 96, 64, 96, "avg", 64),
    "3c": (None, 128, 160, 64, 96, "max", None),
    "4a": (224, 64, 96, 96, 128, "avg", 128),
    "4b": (192, 96, 128, 96, 128, "avg", 128),
    "4c": (160, 128, 160, 128, 160, "avg", 128),
    "4d": (96, 128, 192, 160, 192, "avg", 128),
    "4e": (None, 128, 192, 192, 256, "max", None),
    "5a": (352, 192, 320, 160, 224, "avg", 128),
    "5b": (352, 192, 320, 192, 224, "max", 128),
}


class BnInception(nn.Module):
    def __init__(self):
        super().__init__()
        self.unit("conv1_7x7_s2", 3, 64, 7, 2)
        self.unit("conv2_3x3_reduce", 64, 64, 1)
        self.unit("conv2_3x3", 64, 192, 3)
        width = 192
        for name, (one, reduce3, out3, reduce5, out5, _, projection) in BLOCKS.items():
            p, stride = f"inception_{name}_", 1 if one else 2
            if one:
                self.unit(p + "1x1", width, one, 1)
            self.unit(p + "3x3_reduce", width, reduce3, 1)
            self.unit(p + "3x3", reduce3, out3, 3, stride)
            self.unit(p + "double_3x3_reduce", width, reduce5, 1)
            self.unit(p + "double_3x3_1", reduce5, out5, 3)
            self.unit(p + "double_3x3_2", out5, out5, 3, stride)
            if projection:
                self.unit(p + "pool_proj", width, projection, 1)
            width = (one or 0) + out3 + out5 + (projection or width)

    def unit(self, name, inputs, outputs, kernel, stride=1):
        self.add_module(name, nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2))
        self.add_module(name + "_bn", nn.BatchNorm2d(outputs))

    def run(self, name, x):
        return F.relu(getattr(self, name + "_bn")(getattr(self, name)(x)))

    def block(self, name, x):
        one, _, _, _, _, pool, projection = BLOCKS[name]
        p = f"inception_{name}_"
        branches = [self.run(p + "1x1", x)] if one else []
        branches.append(self.run(p + "3x3", self.run(p + "3x3_reduce", x)))
        double = self.run(p + "double_3x3_1", self.run(p + "double_3x3_reduce", x))
        branches.append(self.run(p + "double_3x3_2", double))
        if not one:
            pooled = F.max_pool2d(x, 3, 2, ceil_mode=True)
        elif pool == "max":
            pooled = F.max_pool2d(x, 3, 1, 1, ceil_mode=True)
        else:
            pooled = F.avg_pool2d(x, 3, 1, 1, ceil_mode=True, count_include_pad=True)
        branches.append(self.run(p + "pool_proj", pooled) if projection else pooled)
        return torch.cat(branches, 1)

    def steps(self, x):
        """(node, activation) of every block."""
        x = self.run("conv1_7x7_s2", x)
        yield "conv1", x
        x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        yield "pool1", x
        x = self.run("conv2_3x3_reduce", x)
        yield "conv2_reduce", x
        x = self.run("conv2_3x3", x)
        yield "conv2", x
        x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        yield "pool2", x
        for name in BLOCKS:
            x = self.block(name, x)
            yield name, x
