package dev.kindred.train;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.SamplingSettings;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RandomStream;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Which training classes are held out to choose the model. */
public sealed interface HeldOut {
  /** As configured. */
  static HeldOut of(KindredConfig config) {
    SamplingSettings s = config.sampling();
    return s.folds() > 1
        ? new Fold(s.folds(), s.fold())
        : new Share(s.validationShare(), config.train().seed());
  }

  /**
   * The classes held out.
   *
   * @param classes training classes, ascending
   */
  Set<Integer> of(int[] classes);

  /**
   * Some of them, drawn.
   *
   * @param share of the classes, in 0..1
   * @param seed which ones
   */
  record Share(double share, long seed) implements HeldOut {
    @Override
    public Set<Integer> of(int[] classes) {
      int[] order = classes.clone();
      SplittableRandom random = RandomStream.HELD_OUT.open(seed);
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int t = order[i];
        order[i] = order[j];
        order[j] = t;
      }
      return some(order, 0, (int) Math.round(order.length * share));
    }
  }

  /**
   * One of several parts of about the same number of classes, contiguous in the order of the
   * classes (Musgrave 2020, arXiv:2003.08505, section 4.2).
   *
   * @param folds parts
   * @param fold the one held out, from 1
   */
  record Fold(int folds, int fold) implements HeldOut {
    @Override
    public Set<Integer> of(int[] classes) {
      if (classes.length < folds) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%d training classes cannot be cut into kindred.sampling.folds = %d parts"
                .formatted(classes.length, folds));
      }
      return some(classes, cut(classes, fold - 1), cut(classes, fold));
    }

    private int cut(int[] classes, int part) {
      return (int) ((long) classes.length * part / folds);
    }
  }

  private static Set<Integer> some(int[] classes, int from, int to) {
    return Arrays.stream(classes, from, to).boxed().collect(Collectors.toUnmodifiableSet());
  }
}
