package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.Geometry;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The gradient of a depthwise convolution's weights and bias on {@code [n, h, w, c]}, for windows
 * over 3. There oneDNN 3.11 has no depthwise code for this layout and computes with blocks of 16 x
 * 16 channels of which it needs the diagonal.
 */
interface WindowGradient {
  /**
   * Writes the gradients.
   *
   * @param srcAt address of the images
   * @param diffDstAt address of the gradient at the output
   * @param diffWeights {@code [c, k, k]}
   * @param diffBias {@code [c]}
   */
  void run(long srcAt, long diffDstAt, float[] diffWeights, float[] diffBias);

  /** Empty for convolutions that oneDNN computes well itself. */
  static Optional<WindowGradient> of(Geometry g, DataType type) {
    boolean depthwise = g.groups() > 1 && g.groups() == g.c() && g.out() == g.c();
    if (!depthwise || g.kernel() <= MovedWindows.SMALL) {
      return Optional.empty();
    }
    Optional<WindowGradient> moved =
        MovedWindows.pays(g) ? MovedWindows.of(g, type) : Optional.empty();
    return moved.isPresent() ? moved : Optional.of(new DepthwiseGradient(g, type));
  }
}
