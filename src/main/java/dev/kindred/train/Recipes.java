package dev.kindred.train;

import dev.kindred.config.BackboneSettings;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.LossSettings;
import dev.kindred.config.TrainSettings;
import dev.kindred.config.ViewSettings;
import dev.kindred.engine.Clip;
import dev.kindred.engine.Engine;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.UpdateRule;
import dev.kindred.image.Erasing;
import dev.kindred.image.Finish;
import dev.kindred.image.Fit;
import dev.kindred.image.Jitter;
import dev.kindred.image.TestView;
import dev.kindred.image.TrainView;
import dev.kindred.loss.Loss;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Node;
import dev.kindred.model.Pooling;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.stream.LongStream;

/** From configuration to what the engine and the image views need. */
public final class Recipes {
  private Recipes() {}

  /**
   * The configured loss, with its miner and memory.
   *
   * @throws KindredException (usage) naming every constant that is not acceptable
   */
  public static Loss loss(KindredConfig config) {
    LossSettings settings = config.loss();
    return settings.bind(all -> Losses.read(settings.name(), all, config.backbone().dim()));
  }

  /**
   * Network, optimiser and loss.
   *
   * @param engine what computes it
   * @param classes training classes
   * @param steps steps of each executor in the whole training
   */
  public static ReplicaRecipe training(
      KindredConfig config, Engine engine, int classes, int steps) {
    return training(config, engine, classes, steps, steps / config.train().epochs());
  }

  /**
   * The same, where an epoch is not the configured number's part of the steps.
   *
   * @param epoch steps of an epoch
   */
  static ReplicaRecipe training(
      KindredConfig config, Engine engine, int classes, int steps, double epoch) {
    refuseWhatCannotBe(config);
    Loss loss = loss(config);
    NetworkSpec plain = network(config);
    int rows = loss instanceof ParametricLoss own ? own.rows(classes) : 0;
    int width = loss instanceof ParametricLoss own ? own.width(plain.dim()) : 0;
    double factor = loss instanceof ParametricLoss own ? own.learningRateFactor() : 1;
    NetworkSpec spec = plain.withProxies(rows, width, factor);
    return new ReplicaRecipe(spec, optimizer(config.train(), steps, epoch), loss, classes, engine);
  }

  /** The network without any parameters of the loss. */
  public static NetworkSpec network(KindredConfig config) {
    BackboneSettings b = config.backbone();
    Backbone backbone = backbone(b);
    refuseOfTokens(b, backbone);
    return new NetworkSpec(
        backbone,
        pooling(b),
        new HeadForm(b.gemPower(), b.layerNorm(), b.bnNeck()),
        b.dim(),
        b.frozenBatchNorm(),
        b.freezeAffine(),
        trainFrom(b),
        0,
        0,
        1);
  }

  /** What means nothing, or does harm, where no convolution is normalised and rectified. */
  private static void refuseOfTokens(BackboneSettings b, Backbone backbone) {
    if (backbone.nodes().stream().anyMatch(n -> n instanceof Node.Conv)) {
      return;
    }
    if (b.freezeAffine()) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.backbone.freeze-affine = true: %s has no batch normalisation; set it to false"
              .formatted(b.name()));
    }
    if (b.pooling() == BackboneSettings.Pooling.GEM) {
      throw new KindredException(
          Exit.USAGE,
          ("kindred.backbone.pooling = gem takes powers of positive numbers, and those of %s have"
                  + " either sign; set it to avg")
              .formatted(b.name()));
    }
  }

  private static void refuseWhatCannotBe(KindredConfig config) {
    if (config.train().averaging().exact() && !config.backbone().frozenBatchNorm()) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.train.averaging.exact = true needs kindred.backbone.frozen-batch-norm = true:"
              + " the statistics of each executor's batch are not those of the joint batch");
    }
    if (config.train().averaging().exact() && config.backbone().bnNeck()) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.train.averaging.exact = true needs kindred.backbone.bn-neck = false: the"
              + " statistics of each executor's batch are not those of the joint batch");
    }
    int chunk = config.train().chunk();
    boolean observes = !config.backbone().frozenBatchNorm() || config.backbone().bnNeck();
    if (config.train().averaging().differences() && observes) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.train.averaging.parameters = bf16 needs kindred.backbone.frozen-batch-norm = true"
              + " and bn-neck = false: a rounded difference may make a variance negative");
    }
    if (chunk > 0 && chunk < config.sampling().batch() && observes) {
      throw new KindredException(
          Exit.USAGE,
          "kindred.train.chunk = %d needs kindred.backbone.frozen-batch-norm = true and bn-neck = false: the statistics of a chunk are not those of its batch of %d"
              .formatted(chunk, config.sampling().batch()));
    }
  }

  private static Backbone backbone(BackboneSettings b) {
    Backbone backbone = BackboneRegistry.get(b.name(), b.size());
    b.trainFrom()
        .ifPresent(
            from -> {
              if (backbone.nodes().stream().noneMatch(n -> n.name().equals(from))) {
                throw new KindredException(
                    Exit.USAGE,
                    "kindred.backbone.train = from:%s names no node of %s; the nodes are %s"
                        .formatted(
                            from,
                            b.name(),
                            String.join(
                                ", ", backbone.nodes().stream().map(n -> n.name()).toList())));
              }
            });
    return backbone;
  }

  private static Pooling pooling(BackboneSettings b) {
    return switch (b.pooling()) {
      case AVG -> Pooling.AVERAGE;
      case MAX -> Pooling.MAX;
      case BOTH -> Pooling.AVERAGE_PLUS_MAX;
      case GEM -> Pooling.GEM;
    };
  }

  private static String trainFrom(BackboneSettings b) {
    return b.train().equals("head") ? null : b.trainFrom().orElse(Backbone.INPUT);
  }

  private static Optimizer optimizer(TrainSettings t, int steps, double epoch) {
    TrainSettings.Optimizer o = t.optimizer();
    TrainSettings.Schedule s = t.schedule();
    LearningRate rate =
        new LearningRate(
            o.learningRate(),
            kind(s.kind()),
            until(s.warmUp(), steps, s.warmUpEpochs(), epoch),
            steps,
            drops(s, steps, epoch),
            s.factor(),
            until(s.headWarmUp(), steps, s.headWarmUpEpochs(), epoch));
    return new Optimizer(
        rate,
        o.headLrFactor(),
        o.weightDecay(),
        rule(o),
        new Clip(o.gradientClip(), o.gradientClipValue()));
  }

  private static LearningRate.Kind kind(TrainSettings.Schedule.Kind kind) {
    return switch (kind) {
      // Whoever measures on the held-out classes multiplies the rate.
      case CONSTANT, PLATEAU -> LearningRate.Kind.CONSTANT;
      case STEP -> LearningRate.Kind.STEP;
      case COSINE -> LearningRate.Kind.COSINE;
    };
  }

  /** One of the two is 0. */
  private static int until(double share, int steps, double epochs, double epoch) {
    return (int) Math.round(share * steps + epochs * epoch);
  }

  private static List<Integer> drops(TrainSettings.Schedule s, int steps, double epoch) {
    if (s.kind() == TrainSettings.Schedule.Kind.STEP && s.stepEveryEpochs() > 0) {
      double between = s.stepEveryEpochs() * epoch;
      if (!(between >= 1)) {
        throw new KindredException(
            Exit.USAGE,
            "kindred.train.schedule.step-every-epochs = %s is less than a step: an epoch has %.3g; raise it"
                .formatted(s.stepEveryEpochs(), epoch));
      }
      return LongStream.rangeClosed(1, (long) (steps / between))
          .mapToObj(k -> (int) Math.round(k * between))
          .toList();
    }
    return s.stepEpochs().isEmpty()
        ? s.steps().stream().map(share -> (int) Math.round(share * steps)).toList()
        : s.stepEpochs().stream().map(at -> (int) Math.round(at * epoch)).toList();
  }

  private static UpdateRule rule(TrainSettings.Optimizer o) {
    return switch (o.rule()) {
      case ADAM -> new UpdateRule.Adam(o.beta1(), o.beta2(), o.epsilon(), false);
      case ADAMW -> new UpdateRule.Adam(o.beta1(), o.beta2(), o.epsilon(), true);
      case RMSPROP -> new UpdateRule.RmsProp(o.alpha(), o.epsilon(), o.momentum());
      case SGD -> new UpdateRule.Sgd(o.momentum(), o.nesterov());
    };
  }

  /** Random view of training. */
  public static TrainView trainView(KindredConfig config, Backbone backbone) {
    ViewSettings.Train v = config.view().train();
    return new TrainView(
        v.load(),
        fit(v.resize()),
        v.minArea(),
        v.maxArea(),
        v.minAspect(),
        v.maxAspect(),
        v.flip(),
        backbone.size(),
        backbone.normalization(),
        finish(v));
  }

  private static Finish finish(ViewSettings.Train v) {
    return new Finish(
        new Jitter(v.brightness(), v.contrast(), v.saturation(), v.hue()),
        new Erasing(
            v.erase(),
            v.eraseMinArea(),
            v.eraseMaxArea(),
            v.eraseMinAspect(),
            v.eraseMaxAspect(),
            v.eraseWithNoise()));
  }

  /** The one view of evaluation. */
  public static TestView testView(KindredConfig config, Backbone backbone) {
    ViewSettings.Test v = config.view().test();
    return new TestView(v.load(), fit(v.resize()), backbone.size(), backbone.normalization());
  }

  private static Fit fit(ViewSettings.Resize resize) {
    return switch (resize) {
      case SQUEEZE -> Fit.SQUEEZE;
      case SHORT_SIDE -> Fit.SHORT_SIDE;
    };
  }
}
