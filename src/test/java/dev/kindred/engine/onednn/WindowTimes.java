package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.Geometry;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The time that the gradient of large depthwise windows takes by the loop and from small windows,
 * in turns: the layers of EfficientNet-Lite0 with windows of 5 at 96 pixels, batches of 64.
 */
public final class WindowTimes {
  private static final int N = 64;
  private static final int TURNS = 15;
  private static final double MILLIS = 1e-6;

  private WindowTimes() {}

  private record Layer(int channels, int side, int stride) {
    Geometry geometry() {
      int before = stride == 1 ? 2 : 1;
      return new Geometry(
          N, channels, side, side, channels, 5, stride, before, before, 2, 2, channels);
    }
  }

  /** Prints a Markdown table of the least times. */
  public static void main(String[] args) {
    System.out.println("| channels, side, stride | type | loop, ms | small windows, ms |");
    System.out.println("| --- | --- | --- | --- |");
    List<Layer> layers =
        List.of(
            new Layer(240, 12, 1),
            new Layer(480, 6, 1),
            new Layer(672, 6, 1),
            new Layer(144, 24, 2),
            new Layer(1152, 3, 1));
    for (Layer layer : layers) {
      print(layer, DataType.FLOAT);
      if (OneDnn.hasBf16()) {
        print(layer, DataType.BFLOAT16);
      }
    }
  }

  private static void print(Layer layer, DataType type) {
    Geometry g = layer.geometry();
    WindowGradient small = MovedWindows.of(g, type).orElseThrow();
    WindowGradient loop = new DepthwiseGradient(g, type);
    long bytes = (long) N * layer.channels * layer.side * layer.side * Float.BYTES;
    double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
    try (BytePointer src = new BytePointer(bytes);
        BytePointer dst = new BytePointer(bytes)) {
      Pointer.memset(src, 0, bytes);
      Pointer.memset(dst, 0, bytes);
      for (int turn = 0; turn < TURNS; turn++) {
        least[0] = Math.min(least[0], time(loop, g, src, dst));
        least[1] = Math.min(least[1], time(small, g, src, dst));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| %d, %d, %d | %s | %.1f | %.1f |%n",
        layer.channels,
        layer.side,
        layer.stride,
        type,
        least[0],
        least[1]);
  }

  private static double time(WindowGradient of, Geometry g, BytePointer src, BytePointer dst) {
    float[] weights = new float[g.c() * g.kernel() * g.kernel()];
    float[] bias = new float[g.c()];
    long start = System.nanoTime();
    of.run(src.address(), dst.address(), weights, bias);
    return (System.nanoTime() - start) * MILLIS;
  }
}
