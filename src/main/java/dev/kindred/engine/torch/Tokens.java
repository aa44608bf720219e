package dev.kindred.engine.torch;

import dev.kindred.model.Node;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Nodes that compute with tokens, {@code [n, tokens, width]}. The attention is written out, since
 * the gradients of the fused ones are not the same bits every time on a GPU.
 *
 * @param state which has their arrays
 */
record Tokens(FlatState state) {
  /** timm's and DINO's; PyTorch's own default is another. */
  private static final double EPSILON = 1e-6;

  private static final long[] ONE = {1, 1};

  Tensor patches(Node.Patches node, Tensor images) {
    long[] stride = {node.patch(), node.patch()};
    Tensor map =
        torch.conv2d(
            images,
            state.array("patch_embed.proj.weight"),
            new TensorOptional(state.array("patch_embed.proj.bias")),
            stride,
            new long[] {0, 0},
            ONE,
            1);
    Tensor patches = map.flatten(2, 3).transpose(1, 2);
    Tensor first = state.array("cls_token").expand(images.size(0), -1, -1);
    // Under autocast the patches are in half precision; what is added up stays in single.
    Tensor all = torch.cat(new TensorVector(first, patches.to(first.scalar_type())), 1);
    return all.add(state.array("pos_embed"));
  }

  Tensor block(Node.Block node, Tensor x) {
    String key = node.key();
    Tensor attended = attention(node, norm(key + ".norm1", node.width(), x));
    Tensor y = x.add(linear(key + ".attn.proj", attended));
    Tensor hidden = torch.gelu(linear(key + ".mlp.fc1", norm(key + ".norm2", node.width(), y)));
    return y.add(linear(key + ".mlp.fc2", hidden));
  }

  /** {@code softmax(q k' / sqrt(d)) v}, head by head (Vaswani 2017, equation 1). */
  private Tensor attention(Node.Block node, Tensor x) {
    long n = x.size(0);
    long tokens = x.size(1);
    long d = node.width() / node.heads();
    Tensor all =
        linear(node.key() + ".attn.qkv", x)
            .reshape(n, tokens, 3, node.heads(), d)
            .permute(2, 0, 3, 1, 4);
    Tensor q = all.select(0, 0).mul(new Scalar(1 / Math.sqrt((double) d)));
    Tensor scores = q.matmul(all.select(0, 1).transpose(-2, -1));
    Tensor shares = torch.softmax(scores, -1, new ScalarTypeOptional());
    Tensor values = all.select(0, 2);
    return shares
        .to(values.scalar_type())
        .matmul(values)
        .transpose(1, 2)
        .reshape(n, tokens, node.width());
  }

  Tensor classToken(Node.ClassToken node, Tensor x) {
    Tensor token = norm(node.key(), node.width(), x).select(1, 0);
    return token.view(x.size(0), node.width(), 1, 1);
  }

  private Tensor norm(String key, int width, Tensor x) {
    return torch.layer_norm(
        x,
        new long[] {width},
        new TensorOptional(state.array(key + ".weight")),
        new TensorOptional(state.array(key + ".bias")),
        EPSILON,
        true);
  }

  private Tensor linear(String key, Tensor x) {
    return torch.linear(
        x, state.array(key + ".weight"), new TensorOptional(state.array(key + ".bias")));
  }
}
