"""The three backbones in PyTorch, each as steps(x): (node name in Kindred, activation) of every block."""
import torchvision
from efficientnet_lite_pytorch import EfficientNet
from torch.nn import functional as F

from bn_inception import BnInception


def resnet50_steps(net, x):
    x = F.relu(net.bn1(net.conv1(x)))
    yield "conv1", x
    x = net.maxpool(x)
    yield "pool1", x
    for stage in range(1, 5):
        for i, block in enumerate(getattr(net, f"layer{stage}")):
            x = block(x)
            yield f"layer{stage}_{i}", x


def lite0_steps(net, x):
    x = net._swish(net._bn0(net._conv_stem(x)))
    yield "stem", x
    for i, block in enumerate(net._blocks):
        x = block(x)
        yield f"b{i}", x
    yield "head", net._swish(net._bn1(net._conv_head(x)))


def create(name, size):
    """(network, its steps)."""
    if name == "bn-inception":
        net = BnInception()
        return net, net.steps
    if name == "resnet50":
        net = torchvision.models.resnet50(weights=None)
        net.fc = None
        return net, lambda x: resnet50_steps(net, x)
    net = EfficientNet.from_name(name, image_size=size)
    net._fc = None
    return net, lambda x: lite0_steps(net, x)
