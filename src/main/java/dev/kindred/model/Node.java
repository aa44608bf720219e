package dev.kindred.model;

import java.io.Serializable;
import java.util.List;

/** One step of a backbone. Nodes are listed in an order in which inputs come before their users. */
public sealed interface Node extends Serializable {
  /** Unique in its backbone; {@link Backbone#INPUT} is the image. */
  String name();

  /** Names of the nodes it reads. */
  List<String> inputs();

  /**
   * Convolution, batch normalisation, activation.
   *
   * @param name of the node
   * @param input node read
   * @param key prefix of its tensors in a PyTorch state dict ({@code weight [out, in/groups, k,
   *     k]}, {@code bias [out]})
   * @param in input channels
   * @param out output channels
   * @param kernel side of the window
   * @param stride in both directions
   * @param padding around the input
   * @param groups 1, or {@code in} for a depthwise convolution
   * @param bias whether the convolution has a bias of its own
   * @param norm the batch normalisation behind it, or null
   * @param activation after the normalisation
   */
  record Conv(
      String name,
      String input,
      String key,
      int in,
      int out,
      int kernel,
      int stride,
      Padding padding,
      int groups,
      boolean bias,
      BatchNorm norm,
      Activation activation)
      implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /**
   * Max or average pooling.
   *
   * @param name of the node
   * @param input node read
   * @param max maximum, else the average, which counts the padding
   * @param kernel side of the window
   * @param stride in both directions
   * @param padding around the input; for max pooling padded places never win. Ceil mode is
   *     expressed by padding at the bottom and right.
   */
  record Pool(String name, String input, boolean max, int kernel, int stride, Padding padding)
      implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /** Channels of all inputs one behind the other. */
  record Concat(String name, List<String> inputs) implements Node {
    public Concat {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * An image cut into square patches, each a token: a linear map of its pixels, the class token
   * before them, and a learnt position added (Dosovitskiy 2021, equation 1). Gives {@code [n,
   * tokens, width]}.
   *
   * @param name of the node
   * @param input node read, the image
   * @param width numbers of a token
   * @param patch side of a patch in pixels
   * @param side patches in a row
   */
  record Patches(String name, String input, int width, int patch, int side) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    /** Patches and the class token. */
    public int tokens() {
      return side * side + 1;
    }
  }

  /**
   * A transformer block: attention between the tokens, then two linear layers with GELU between
   * them, each behind a layer normalisation and added to what came in (Dosovitskiy 2021, equations
   * 2 and 3).
   *
   * @param name of the node
   * @param input node read, {@code [n, tokens, width]}
   * @param key prefix of its tensors
   * @param width numbers of a token
   * @param heads of the attention, which divide the width
   * @param hidden numbers between the two linear layers
   */
  record Block(String name, String input, String key, int width, int heads, int hidden)
      implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /**
   * The class token after a last layer normalisation, as a map of one place (Dosovitskiy 2021,
   * equation 4).
   *
   * @param name of the node
   * @param input node read, {@code [n, tokens, width]}
   * @param key of the normalisation
   * @param width numbers of a token
   */
  record ClassToken(String name, String input, String key, int width) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }
  }

  /** Sum of the inputs, then the activation (ResNet's blocks end in ReLU). */
  record Add(String name, List<String> inputs, Activation activation) implements Node {
    public Add {
      inputs = List.copyOf(inputs);
    }
  }
}
