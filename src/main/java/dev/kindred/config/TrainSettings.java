package dev.kindred.config;

import dev.kindred.run.Metric;
import java.io.Serializable;
import java.util.List;

/**
 * How training goes.
 *
 * @param epochs passes over the training images; used when {@code imagesSeen} is 0
 * @param imagesSeen images seen by all executors together, or 0
 * @param seed of everything random
 * @param optimizer update rule
 * @param schedule learning rate over the budget
 * @param averaging of the executors' replicas
 * @param chunk images of a batch that pass through the network at a time, or 0 for all
 * @param checkpoint how often, how many
 * @param stopAt share of the budget at which training ends; schedules are those of the whole
 * @param evaluateEveryRounds 0: only at the end
 * @param validationMetric by which the best state is told
 * @param patience evaluations without a better one before stopping; 0: never
 * @param maxTaskFailures before the job gives up
 */
public record TrainSettings(
    double epochs,
    long imagesSeen,
    long seed,
    Optimizer optimizer,
    Schedule schedule,
    Averaging averaging,
    int chunk,
    Checkpoint checkpoint,
    double stopAt,
    int evaluateEveryRounds,
    ValidationMetric validationMetric,
    int patience,
    int maxTaskFailures)
    implements Serializable {

  /**
   * Update rule.
   *
   * @param rule its form
   * @param learningRate of the backbone
   * @param headLrFactor times as fast for the linear layer
   * @param weightDecay L2 in the gradient, or decoupled
   * @param beta1 Adam's decay of the first moment
   * @param beta2 Adam's decay of the second moment
   * @param alpha RMSprop's decay of the mean square
   * @param momentum of RMSprop and gradient descent
   * @param nesterov whether gradient descent looks ahead
   * @param epsilon added to the root of the second moment
   * @param gradientClip longest gradient (L2 norm), or 0
   * @param gradientClipValue largest magnitude of each number of the gradient, or 0
   */
  public record Optimizer(
      Rule rule,
      double learningRate,
      double headLrFactor,
      double weightDecay,
      double beta1,
      double beta2,
      double alpha,
      double momentum,
      boolean nesterov,
      double epsilon,
      double gradientClip,
      double gradientClipValue)
      implements Serializable {
    /** Form of the update rule. */
    public enum Rule {
      ADAM,
      ADAMW,
      RMSPROP,
      SGD
    }

    static Optimizer bind(Section s) {
      Optimizer o =
          new Optimizer(
              s.choice("name", List.of(Rule.values())),
              s.number("learning-rate", 0, 10),
              s.number("head-lr-factor", 0, 1e6),
              s.number("weight-decay", 0, 1),
              s.number("beta1", 0, 0.999999),
              s.number("beta2", 0, 0.999999999),
              s.number("alpha", 0, 0.999999999),
              s.number("momentum", 0, 0.999999),
              s.flag("nesterov"),
              s.number("epsilon", 1e-16, 1),
              s.number("gradient-clip", 0, 1e6),
              s.number("gradient-clip-value", 0, 1e6));
      if (o.rule == Rule.SGD && o.nesterov && o.momentum == 0) {
        s.mistake(
            "nesterov",
            "= true looks ahead along a momentum, and there is none",
            "accepted: false, or kindred.train.optimizer.momentum above 0");
      }
      if (o.gradientClip > 0 && o.gradientClipValue > 0) {
        s.mistake(
            "gradient-clip-value",
            "and gradient-clip are two ways to clip",
            "accepted: one of them above 0");
      }
      return o;
    }
  }

  /**
   * Learning rate over the budget; shares are of images seen, epochs passes over the training
   * images.
   *
   * @param kind its form after the warm-up
   * @param steps shares at which a {@code STEP} drops
   * @param stepEpochs epochs at which it drops; when there are any, {@code steps} is not used
   * @param stepEveryEpochs epochs between two drops; when not 0, neither of the former is used
   * @param factor of each drop
   * @param plateauPatience evaluations without a better one that a {@code PLATEAU} bears
   * @param plateauThreshold share by which a better one is better
   * @param warmUp share over which the rate rises from 0
   * @param warmUpEpochs the same in epochs
   * @param headWarmUp share over which only the head and the loss's own parameters learn
   * @param headWarmUpEpochs the same in epochs
   */
  public record Schedule(
      Kind kind,
      List<Double> steps,
      List<Double> stepEpochs,
      double stepEveryEpochs,
      double factor,
      int plateauPatience,
      double plateauThreshold,
      double warmUp,
      double warmUpEpochs,
      double headWarmUp,
      double headWarmUpEpochs)
      implements Serializable {
    /** Form of the schedule. */
    public enum Kind {
      CONSTANT,
      STEP,
      COSINE,
      PLATEAU
    }

    /** Whether the rate waits for held-out classes. */
    public boolean isPlateau() {
      return kind == Kind.PLATEAU;
    }

    /** So many as a plateau may have had in a training that is repeated without one. */
    private static final int MOST_DROPS = 10_000;

    static Schedule bind(Section s) {
      Schedule schedule =
          new Schedule(
              s.choice("kind", List.of(Kind.values())),
              s.ascending("steps", 0, MOST_DROPS, 0, 1),
              s.ascending("step-epochs", 0, MOST_DROPS, 0, 1e6),
              s.number("step-every-epochs", 0, 1e6),
              s.number("factor", 0, 1),
              s.whole("plateau-patience", 0, 1_000_000),
              s.number("plateau-threshold", 0, 1),
              s.number("warm-up", 0, 1),
              s.number("warm-up-epochs", 0, 1e6),
              s.number("head-warm-up", 0, 1),
              s.number("head-warm-up-epochs", 0, 1e6));
      oneOfTwo(s, "warm-up", schedule.warmUp, schedule.warmUpEpochs);
      oneOfTwo(s, "head-warm-up", schedule.headWarmUp, schedule.headWarmUpEpochs);
      if (!schedule.stepEpochs.isEmpty() && schedule.stepEveryEpochs > 0) {
        s.mistake(
            "step-every-epochs",
            "and step-epochs say twice when the rate drops",
            "accepted: 0, or an empty step-epochs");
      }
      return schedule;
    }

    private static void oneOfTwo(Section s, String key, double share, double epochs) {
      if (share > 0 && epochs > 0) {
        s.mistake(
            key + "-epochs",
            "and " + key + " are two lengths of one thing",
            "accepted: one of them above 0");
      }
    }
  }

  /**
   * Averaging of the executors' replicas.
   *
   * @param every steps between two averagings
   * @param synchronousUntil share of the budget in which every step is averaged
   * @param updater whether moments are sent and averaged too; otherwise each round has fresh ones
   * @param outerMomentum momentum of the averaged step
   * @param outerLearningRate rate of the averaged step
   * @param exact whether all executors' embeddings form one batch of the loss
   * @param halfMoments whether moments are rounded to bf16 and travel so
   * @param overlap whether executors train while averages travel
   * @param differences whether parameters travel as bf16 differences with error feedback
   * @param meetEvery rounds between two after which replicas are equal, with either of both
   */
  public record Averaging(
      int every,
      double synchronousUntil,
      boolean updater,
      double outerMomentum,
      double outerLearningRate,
      boolean exact,
      boolean halfMoments,
      boolean overlap,
      boolean differences,
      int meetEvery)
      implements Serializable {
    static Averaging bind(Section s) {
      Averaging averaging =
          new Averaging(
              s.whole("every", 1, 1_000_000),
              s.number("synchronous-until", 0, 1),
              s.flag("updater"),
              s.number("outer-momentum", 0, 0.9999),
              s.number("outer-learning-rate", 0.0001, 100),
              s.flag("exact"),
              s.choice("moments", "fp32", "bf16").equals("bf16"),
              s.flag("overlap"),
              s.choice("parameters", "fp32", "bf16").equals("bf16"),
              s.whole("meet-every", 1, 1_000_000));
      if (averaging.overlap) {
        refuseOverlap(s, averaging);
      } else if (averaging.differences) {
        refuseDifferences(s, averaging);
      }
      return averaging;
    }

    private static void refuseOverlap(Section s, Averaging a) {
      String why = "";
      if (a.exact) {
        why = "exact = true, whose every step waits for all executors";
      } else if (!a.updater) {
        why = "updater = false: replicas go on with moments of their own";
      } else if (a.halfMoments) {
        why = "moments = bf16: moments travel with checkpoints only";
      } else if (a.outerMomentum != 0 || a.outerLearningRate != 1) {
        why = "outer-momentum and outer-learning-rate, whose step waits for the average";
      } else if (a.synchronousUntil > 0) {
        why = "synchronous-until, whose rounds wait for the average";
      } else if (a.differences) {
        why = "parameters = bf16, which is for averages that are waited for";
      }
      if (!why.isEmpty()) {
        s.mistake(
            "overlap", "= true does not go with " + why, "accepted: false, or that at its default");
      }
    }

    private static void refuseDifferences(Section s, Averaging a) {
      String why = "";
      if (a.exact) {
        why = "exact = true, where gradients travel";
      } else if (a.outerMomentum != 0 || a.outerLearningRate != 1) {
        why = "outer-momentum and outer-learning-rate, whose steps are not rounded";
      }
      if (!why.isEmpty()) {
        s.mistake(
            "parameters",
            "= bf16 does not go with " + why,
            "accepted: fp32, or that at its default");
      }
    }
  }

  /**
   * Checkpoints.
   *
   * @param everyRounds rounds between two
   * @param everyMinutes minutes between two, or 0
   * @param keep newest ones kept
   */
  public record Checkpoint(int everyRounds, int everyMinutes, int keep) implements Serializable {
    static Checkpoint bind(Section s) {
      return new Checkpoint(
          s.whole("every-rounds", 1, 1_000_000),
          s.whole("every-minutes", 0, 100_000),
          s.whole("keep", 1, 1_000));
    }
  }

  static TrainSettings bind(Section s, SamplingSettings sampling) {
    TrainSettings settings = bind(s);
    if (settings.evaluateEveryRounds == 0 && sampling.holdsOut()) {
      s.mistake(
          "evaluate-every-rounds",
          "= 0 would hold classes out and never measure on them",
          "accepted: at least 1 with kindred.sampling.validation-share above 0, or folds");
    }
    if (settings.schedule.kind == Schedule.Kind.PLATEAU && settings.evaluateEveryRounds == 0) {
      s.section("schedule")
          .mistake(
              "kind",
              "= plateau waits for what kindred.train.evaluate-every-rounds = 0 never measures",
              "accepted: at least 1 there, with kindred.sampling.validation-share above 0, folds, or a"
                  + " validation split of the data");
    }
    return settings;
  }

  private static TrainSettings bind(Section s) {
    return new TrainSettings(
        s.number("epochs", 0.001, 1e6),
        s.wholeLong("images-seen", 0, 1L << 50),
        s.wholeLong("seed", 0, 1L << 50),
        Optimizer.bind(s.section("optimizer")),
        Schedule.bind(s.section("schedule")),
        Averaging.bind(s.section("averaging")),
        s.whole("chunk", 0, 1_000_000),
        Checkpoint.bind(s.section("checkpoint")),
        s.number("stop-at", 0.000001, 1),
        s.whole("evaluate-every-rounds", 0, 1_000_000),
        s.choice("validation-metric", List.of(ValidationMetric.values())),
        s.whole("patience", 0, 1_000_000),
        s.whole("max-task-failures", 1, 1_000));
  }

  /** What is measured on held-out classes to tell the best state. */
  public enum ValidationMetric {
    RECALL_AT_1(Metric.VALIDATION_RECALL_AT_1),
    R_PRECISION(Metric.VALIDATION_R_PRECISION),
    MAP_AT_R(Metric.VALIDATION_MAP_AT_R);

    private final Metric metric;

    ValidationMetric(Metric metric) {
      this.metric = metric;
    }

    /** Its name in files. */
    public String key() {
      return metric.key();
    }
  }

  /** Images to see in all, given how many there are to train on. */
  public long budget(long trainingImages) {
    return imagesSeen > 0 ? imagesSeen : Math.max(1, Math.round(epochs * trainingImages));
  }
}
