package dev.kindred.train;

import dev.kindred.config.KindredConfig;
import dev.kindred.config.SamplingSettings;
import dev.kindred.config.TrainSettings;

/**
 * How the budget divides into rounds.
 *
 * @param steps of each executor in all
 * @param every steps of a round; in exact mode each step is one
 * @param last steps after which training ends
 * @param synchronous first steps, each of which is averaged (post-local SGD, Lin 2020,
 *     arXiv:1808.07217)
 * @param epoch steps of each executor in a pass over the images
 */
public record Schedule(int steps, int every, int last, int synchronous, double epoch) {
  /**
   * Of a training.
   *
   * @param images images to train on
   * @param stepImages images of one step of all executors
   */
  public static Schedule of(TrainSettings settings, long images, int stepImages) {
    int steps = Math.toIntExact(Math.max(1, settings.budget(images) / stepImages));
    TrainSettings.Averaging a = settings.averaging();
    int every = a.exact() ? 1 : a.every();
    int last = (int) Math.max(1, Math.round(settings.stopAt() * steps));
    int synchronous = (int) Math.round(a.synchronousUntil() * steps);
    return new Schedule(steps, every, last, synchronous, (double) images / stepImages);
  }

  /**
   * Of a training.
   *
   * @param images images to train on
   * @param workers executors
   */
  public static Schedule of(KindredConfig config, int images, int workers) {
    SamplingSettings sampling = config.sampling();
    return of(config.train(), sampling.epoch(images), workers * sampling.batch());
  }

  /** Rounds in all. */
  public int rounds() {
    int single = Math.min(synchronous, last);
    return single + (last - single + every - 1) / every;
  }

  /**
   * Whether training passes a part of its length in a round: so many parts in all, or as many as
   * there are rounds. Rounds may be of unequal length, as those of post-local SGD are.
   *
   * @param parts that the length has
   * @param before steps done before the round
   * @param after steps done after it
   */
  boolean endsPart(int parts, int before, int after) {
    return (long) parts * after / last > (long) parts * before / last;
  }

  /** Steps of the round that begins after {@code done} steps. */
  int stepsOfRound(int done) {
    int wanted = done < synchronous ? 1 : every;
    return Math.min(wanted, last - done);
  }
}
