package dev.kindred.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The numbers of {@code src/test/python/model/seeded.py}, so that no weights need storing:
 * SplitMix64 started from the name of the stream. See there for what each range is for.
 */
public final class SeededNumbers {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final Pattern NORM_WEIGHT = Pattern.compile(".*(bn\\d?|downsample\\.1)\\.weight");
  private static final Pattern NORM_BIAS = Pattern.compile(".*(bn\\d?|downsample\\.1)\\.bias");
  private static final Pattern STAYS_ON = Pattern.compile(".*(bn3|downsample\\.1)\\..*");

  private final long seed;

  public SeededNumbers(long seed) {
    this.seed = seed;
  }

  /** {@code count} numbers in [0, 1) of the stream {@code name}. */
  public double[] uniform(String name, int count) {
    long hash = 0xCBF29CE484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001B3L;
    }
    long state = (seed * GAMMA) ^ hash;
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      state += GAMMA;
      long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      numbers[i] = ((z ^ (z >>> 31)) >>> 40) * 0x1p-24;
    }
    return numbers;
  }

  /** Floats in [low, high), row-major. */
  public Tensor between(String name, double low, double high, int... shape) {
    double[] u = uniform(name, Tensor.count(shape));
    float[] data = new float[u.length];
    for (int i = 0; i < u.length; i++) {
      data[i] = (float) (low + (high - low) * u[i]);
    }
    return new Tensor(name, shape, data);
  }

  /** A weight by its name in the state dict, {@code tensor()} of {@code seeded.py}. */
  public Tensor tensor(String name, int... shape) {
    if (shape.length == 4 || shape.length == 2) {
      int fan = shape.length == 4 ? shape[1] * shape[2] * shape[3] : shape[1];
      double a = Math.sqrt((shape.length == 4 ? 6.0 : 3.0) / fan);
      return between(name, -a, a, shape);
    }
    if (NORM_WEIGHT.matcher(name).matches()) {
      return between(name, 0.6, 0.8, shape);
    }
    if (NORM_BIAS.matcher(name).matches()) {
      double[] u = uniform(name, shape[0]);
      boolean stays = STAYS_ON.matcher(name).matches();
      float[] data = new float[u.length];
      for (int i = 0; i < u.length; i++) {
        data[i] = u[i] < 0.25 && !stays ? -3 : 3;
      }
      return new Tensor(name, shape, data);
    }
    return between(name, -0.25, 0.25, shape);
  }

  /** All weights of a backbone; its running statistics are taken from {@code running}. */
  public StateDict weights(Backbone backbone, StateDict running) {
    List<Tensor> tensors = new ArrayList<>();
    Weights.expected(backbone)
        .forEach(
            (name, shape) ->
                tensors.add(
                    running.tensors().containsKey(name) ? running.get(name) : tensor(name, shape)));
    return StateDict.of("seed " + seed, tensors);
  }
}
