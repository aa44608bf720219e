package dev.kindred.engine.onednn;

import dev.kindred.engine.kernel.Geometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The gradient for windows of 4 to 6 by oneDNN's depthwise code for windows of 3: every tap of the
 * large window is a tap of a small one on images that are moved by some rows and columns, and four
 * small ones cover the large one.
 *
 * <p>Nothing is moved but a pointer. Images lie in frames with zeros around them, the gradient at
 * the output in frames of the same size, its rows and columns as far apart as the stride takes
 * them. What a moved image brings in from its neighbour meets zeros of the gradient, and where the
 * window reaches beyond an image there are zeros of the frame. Some images are framed at a time, so
 * that they stay in the processor's cache.
 *
 * <p>Not thread-safe.
 */
final class MovedWindows implements WindowGradient {
  /** Side of the windows for which oneDNN has code. */
  static final int SMALL = 3;

  /** Bytes of the frames that are filled at a time. */
  private static final long ROOM = 1 << 19;

  /** Places of a frame for one of the output, up to which this takes less time than the loop. */
  private static final long MOST_PLACES = 5;

  /** Places of the output from which on it does. */
  private static final long LEAST_PLACES = 16;

  private final Geometry g;
  private final DataType type;
  private final int[] starts;
  private final long frameRows;
  private final long frameColumns;
  private final BytePointer images;
  private final BytePointer gradients;
  private final FloatPointer weights;
  private final FloatPointer bias;
  private final float[] taps;
  private final float[] biases;
  private final List<Frames> frames = new ArrayList<>();
  private final long firstFrame;
  private final stream queue = OneDnn.newStream();

  private MovedWindows(Geometry g, DataType type) {
    this.g = g;
    this.type = type;
    this.starts = starts(g.kernel());
    this.frameRows = side(g, g.h(), g.outH(), g.top());
    this.frameColumns = side(g, g.w(), g.outW(), g.left());
    long frame = frameRows * frameColumns * g.c() * type.width();
    int together = (int) Math.max(1, Math.min(g.n(), ROOM / frame));
    // As far as a pointer is moved either way, and a vector more.
    long around = (g.kernel() * (frameColumns + 1) + 1) * g.c() * type.width();
    this.images = zeros(2 * around + together * frame);
    this.gradients = zeros(together * frame);
    this.firstFrame = images.address() + around;
    this.weights = new FloatPointer((long) g.c() * SMALL * SMALL);
    this.bias = new FloatPointer(g.c());
    this.taps = new float[g.c() * SMALL * SMALL];
    this.biases = new float[g.c()];
    for (long done = 0; done < g.n(); done += together) {
      int n = (int) Math.min(together, g.n() - done);
      frames.add(!frames.isEmpty() && n == together ? frames.get(0) : new Frames(n));
    }
  }

  /** Empty for other windows, and where the processor has no such code. */
  static Optional<WindowGradient> of(Geometry g, DataType type) {
    if (g.kernel() > 2 * SMALL) {
      return Optional.empty();
    }
    MovedWindows moved = new MovedWindows(g, type);
    return moved.frames.stream().allMatch(f -> f.depthwise) ? Optional.of(moved) : Optional.empty();
  }

  /** Whether it takes less time than the loop: on tiny maps and with strides zeros prevail. */
  static boolean pays(Geometry g) {
    long places = side(g, g.h(), g.outH(), g.top()) * side(g, g.w(), g.outW(), g.left());
    long out = g.outH() * g.outW();
    return out >= LEAST_PLACES && places <= MOST_PLACES * out;
  }

  /** First taps of the small windows along one axis. */
  private static int[] starts(int kernel) {
    return new int[] {0, kernel - SMALL};
  }

  /**
   * Length of a frame: the image begins at 1, as does the gradient. Before and behind an image are
   * as many zeros as windows reach beyond it, partly its neighbours'.
   */
  private static long side(Geometry g, long image, long out, int before) {
    long gradient = (out - 1) * g.stride() + 1;
    long reached = gradient + g.kernel() - 1 - before;
    return Math.max(Math.max(image + 1, gradient + 2), Math.max(image + before, reached));
  }

  private static BytePointer zeros(long bytes) {
    BytePointer room = new BytePointer(bytes);
    Pointer.memset(room, 0, bytes);
    return room;
  }

  @Override
  public void run(long srcAt, long diffDstAt, float[] diffWeights, float[] diffBias) {
    Arrays.fill(diffWeights, 0);
    Arrays.fill(diffBias, 0);
    long src = srcAt;
    long dst = diffDstAt;
    for (Frames each : frames) {
      each.fill(src, dst);
      for (int top : starts) {
        for (int left : starts) {
          each.run(top + 1 - g.top(), left + 1 - g.left());
          add(top, left, diffWeights);
        }
      }
      bias.get(biases, 0, biases.length);
      for (int c = 0; c < biases.length; c++) {
        diffBias[c] += biases[c];
      }
      src += each.n * g.h() * g.w() * g.c() * type.width();
      dst += each.n * g.outH() * g.outW() * g.c() * type.width();
    }
  }

  /** Adds the taps that no window before had. */
  private void add(int top, int left, float[] sums) {
    weights.get(taps, 0, taps.length);
    int k = g.kernel();
    int firstRow = top == 0 ? 0 : SMALL - top;
    int firstColumn = left == 0 ? 0 : SMALL - left;
    for (int c = 0; c < g.c(); c++) {
      for (int p = firstRow; p < SMALL; p++) {
        for (int q = firstColumn; q < SMALL; q++) {
          sums[(c * k + top + p) * k + left + q] += taps[(c * SMALL + p) * SMALL + q];
        }
      }
    }
  }

  /** So many images at a time. */
  private final class Frames {
    final int n;
    final boolean depthwise;
    private final convolution_backward_weights primitive;
    private final IntMemoryMap args = new IntMemoryMap();
    private final Scratch scratch;
    private final Slot src;
    private final Slot dst;
    private final Reorder toImages;
    private final Reorder toGradients;
    private final Slot moved;
    private final Unpacked unpacked;

    Frames(int n) {
      this.n = n;
      long[] dims = {n, g.c(), frameRows, frameColumns};
      long[] window = {g.c(), 1, 1, SMALL, SMALL};
      long[] one = {1, 1};
      memory.desc frame = OneDnn.desc(dims, type, format_tag.nhwc);
      memory.desc biasDesc = OneDnn.desc(new long[] {g.c()}, format_tag.x);
      convolution_forward.primitive_desc hint =
          new convolution_forward.primitive_desc(
              OneDnn.cpu(),
              dnnl.prop_kind.forward_training.value,
              dnnl.algorithm.convolution_direct.value,
              frame,
              OneDnn.desc(window, type, format_tag.any),
              biasDesc,
              frame,
              one,
              one,
              one,
              Scratch.given(),
              false);
      convolution_backward_weights.primitive_desc desc =
          new convolution_backward_weights.primitive_desc(
              OneDnn.cpu(),
              dnnl.algorithm.convolution_direct.value,
              frame,
              OneDnn.desc(window, format_tag.any),
              biasDesc,
              frame,
              one,
              one,
              one,
              hint,
              Scratch.given(),
              false);
      depthwise = OneDnn.isDepthwise(desc);
      primitive = new convolution_backward_weights(desc);
      src = new Slot(OneDnn.desc(new long[] {n, g.c(), g.h(), g.w()}, type, format_tag.nhwc));
      dst = new Slot(OneDnn.desc(new long[] {n, g.c(), g.outH(), g.outW()}, type, format_tag.nhwc));
      toImages = new Reorder(src.data, inside(firstFrame, g.h(), g.w(), 1));
      toGradients =
          new Reorder(dst.data, inside(gradients.address(), g.outH(), g.outW(), g.stride()));
      moved = new Slot(frame);
      Slot gradient = new Slot(frame);
      gradient.set(gradients.address());
      Slot plain = new Slot(OneDnn.desc(window, format_tag.goihw));
      plain.set(weights.address());
      Slot biasSlot = new Slot(biasDesc);
      biasSlot.set(bias.address());
      unpacked = new Unpacked(desc.diff_weights_desc(), plain);
      args.put(dnnl.DNNL_ARG_SRC, moved.data)
          .put(dnnl.DNNL_ARG_DIFF_DST, gradient.data)
          .put(dnnl.DNNL_ARG_DIFF_WEIGHTS, unpacked.packed)
          .put(dnnl.DNNL_ARG_DIFF_BIAS, biasSlot.data);
      scratch = new Scratch(desc.scratchpad_desc(), args);
    }

    /** The part of each frame that data is copied to, from row and column 1 on. */
    private memory inside(long at, long height, long width, int stride) {
      long column = g.c();
      long row = frameColumns * column;
      long[] steps = {frameRows * row, 1, stride * row, stride * column};
      Slot slot =
          new Slot(new memory.desc(new long[] {n, g.c(), height, width}, OneDnn.of(type), steps));
      slot.set(at + (row + column) * type.width());
      return slot.data;
    }

    void fill(long srcAt, long dstAt) {
      src.set(srcAt);
      dst.set(dstAt);
      toImages.run(queue);
      toGradients.run(queue);
    }

    void run(int down, int right) {
      moved.set(firstFrame + (down * frameColumns + right) * g.c() * type.width());
      scratch.bind();
      primitive.execute(queue, args);
      unpacked.run(queue);
      queue._wait();
    }
  }
}
