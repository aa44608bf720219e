package dev.kindred.engine;

import java.io.Serializable;
import java.util.List;

/**
 * Learning rate by step, counted over the whole training (all executors step together).
 *
 * @param base rate after warm-up
 * @param kind shape of the schedule
 * @param warmUp steps over which the rate rises linearly from base / warmUp; 0 for none
 * @param total steps of the training, at which the cosine reaches 0
 * @param drops steps at which the step schedule drops
 * @param drop factor at each drop
 * @param headOnly first steps in which only head and proxies learn
 */
public record LearningRate(
    double base, Kind kind, int warmUp, int total, List<Integer> drops, double drop, int headOnly)
    implements Serializable {
  public LearningRate {
    drops = List.copyOf(drops);
  }

  /** Shape of the schedule. */
  public enum Kind {
    CONSTANT,
    STEP,
    COSINE
  }

  /** The same rate throughout. */
  public static LearningRate constant(double rate) {
    return new LearningRate(rate, Kind.CONSTANT, 0, 1, List.of(), 1, 0);
  }

  /** Rate at a step, counted from 0. */
  public double at(int step) {
    if (step < warmUp) {
      return base * (step + 1) / warmUp;
    }
    return switch (kind) {
      case CONSTANT -> base;
      case STEP -> base * Math.pow(drop, (int) drops.stream().filter(at -> at <= step).count());
      case COSINE -> {
        double done = Math.min(1, (step - warmUp) / (double) Math.max(1, total - warmUp));
        yield base * (1 + Math.cos(Math.PI * done)) / 2;
      }
    };
  }
}
