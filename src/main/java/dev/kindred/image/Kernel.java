package dev.kindred.image;

/**
 * One axis of a resampling: output {@code i} is the weighted sum of the inputs {@code start[i] ..
 * start[i] + count[i]}.
 *
 * <p>The weights of {@link #resize} are Pillow's BILINEAR: a triangle that widens when shrinking,
 * so that no input pixel is skipped (OpenCV's INTER_LINEAR does not widen). Being linear, resize,
 * crop, resize again and flip compose into one kernel, and an augmented view costs one pass over
 * the crop. Departure from Pillow: it rounds to bytes between passes, here only real numbers meet.
 *
 * @see <a href="https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">
 *     Pillow's Resample.c, precompute_coeffs</a>
 */
public final class Kernel {
  private final int[] start;
  private final int[] count;
  private final float[] weight;
  private final int stride;

  private Kernel(int[] start, int[] count, float[] weight, int stride) {
    this.start = start;
    this.count = count;
    this.weight = weight;
    this.stride = stride;
  }

  /** From {@code in} samples to {@code out}. */
  static Kernel resize(int in, int out) {
    double scale = (double) in / out;
    double support = Math.max(scale, 1);
    int stride = (int) Math.ceil(support) * 2 + 1;
    Kernel k = new Kernel(new int[out], new int[out], new float[out * stride], stride);
    double[] w = new double[stride];
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      int from = Math.max((int) (centre - support + 0.5), 0);
      int to = Math.min((int) (centre + support + 0.5), in);
      double sum = 0;
      for (int x = from; x < to; x++) {
        w[x - from] = Math.max(0, 1 - Math.abs((x - centre + 0.5) / support));
        sum += w[x - from];
      }
      int n = to - from;
      while (n > 1 && w[n - 1] == 0) {
        n--;
      }
      k.start[i] = from;
      k.count[i] = n;
      for (int x = 0; x < n; x++) {
        k.weight[i * stride + x] = (float) (w[x] / sum);
      }
    }
    return k;
  }

  /** Outputs {@code from .. from + length} alone. */
  Kernel crop(int from, int length) {
    Kernel k = new Kernel(new int[length], new int[length], new float[length * stride], stride);
    System.arraycopy(start, from, k.start, 0, length);
    System.arraycopy(count, from, k.count, 0, length);
    System.arraycopy(weight, from * stride, k.weight, 0, length * stride);
    return k;
  }

  /** This kernel, then {@code next} over its outputs. */
  Kernel then(Kernel next) {
    int n = next.size();
    int widest = 1;
    int[] from = new int[n];
    int[] length = new int[n];
    for (int i = 0; i < n; i++) {
      int lo = Integer.MAX_VALUE;
      int hi = 0;
      for (int j = next.start[i]; j < next.start[i] + next.count[i]; j++) {
        lo = Math.min(lo, start[j]);
        hi = Math.max(hi, start[j] + count[j]);
      }
      from[i] = lo;
      length[i] = hi - lo;
      widest = Math.max(widest, hi - lo);
    }
    float[] w = new float[n * widest];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < next.count[i]; k++) {
        int j = next.start[i] + k;
        float outer = next.weight[i * next.stride + k];
        int at = i * widest + start[j] - from[i];
        for (int x = 0; x < count[j]; x++) {
          w[at + x] += outer * weight[j * stride + x];
        }
      }
    }
    return new Kernel(from, length, w, widest);
  }

  /** The same for inputs that are counted from {@code first} on. */
  Kernel from(int first) {
    Kernel k = new Kernel(start.clone(), count, weight, stride);
    for (int i = 0; i < start.length; i++) {
      k.start[i] -= first;
    }
    return k;
  }

  /** Outputs in reverse order. */
  Kernel flipped() {
    int n = size();
    Kernel k = new Kernel(new int[n], new int[n], new float[n * stride], stride);
    for (int i = 0; i < n; i++) {
      k.start[i] = start[n - 1 - i];
      k.count[i] = count[n - 1 - i];
      System.arraycopy(weight, (n - 1 - i) * stride, k.weight, i * stride, stride);
    }
    return k;
  }

  /** Number of outputs. */
  public int size() {
    return start.length;
  }

  /** The first input of an output. */
  public int start(int output) {
    return start[output];
  }

  /** The number of inputs of an output. */
  public int count(int output) {
    return count[output];
  }

  /** The weight of an output's {@code k}-th input. */
  public float weight(int output, int k) {
    return weight[output * stride + k];
  }

  /** Greatest number of inputs of an output; rows of {@link #fixed} are this long. */
  public int widest() {
    return stride;
  }

  /**
   * Weights as whole numbers, {@code [size, widest]}: those of an output sum up to exactly {@code 1
   * << bits}, so that a plain area stays what it is.
   */
  int[] fixed(int bits) {
    int[] fixed = new int[weight.length];
    for (int i = 0; i < start.length; i++) {
      int rest = 1 << bits;
      int largest = i * stride;
      for (int k = i * stride; k < i * stride + count[i]; k++) {
        fixed[k] = Math.round(weight[k] * (1 << bits));
        rest -= fixed[k];
        largest = weight[k] > weight[largest] ? k : largest;
      }
      fixed[largest] += rest;
    }
    return fixed;
  }

  /** First input that is used. */
  int firstInput() {
    int first = Integer.MAX_VALUE;
    for (int s : start) {
      first = Math.min(first, s);
    }
    return first;
  }

  /** One past the last input that is used. */
  int endOfInput() {
    int end = 0;
    for (int i = 0; i < start.length; i++) {
      end = Math.max(end, start[i] + count[i]);
    }
    return end;
  }
}
