package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.UpdateRule;
import dev.kindred.engine.choice.Engines;
import dev.kindred.model.Backbone;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.study.Planned;
import dev.kindred.study.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecipesTest {
  private static NetworkSpec network(String... overrides) {
    return Recipes.training(Configs.with(overrides), Engines.dl4j(), 10, 100).network();
  }

  @Test
  void sharesOfTheBudgetBecomeSteps() {
    Optimizer o =
        Recipes.training(
                Configs.with(
                    "train.optimizer.learning-rate=0.5",
                    "train.schedule.kind=step",
                    "train.schedule.steps=[0.25,0.75]",
                    "train.schedule.warm-up=0.1",
                    "train.schedule.head-warm-up=0.05"),
                Engines.dl4j(),
                10,
                200)
            .optimizer();
    assertThat(o.rate())
        .isEqualTo(
            new LearningRate(0.5, LearningRate.Kind.STEP, 20, 200, List.of(50, 150), 0.1, 10));
  }

  private static LearningRate rate(int steps, double epoch, String... overrides) {
    return Recipes.training(Configs.with(overrides), Engines.dl4j(), 10, steps, epoch)
        .optimizer()
        .rate();
  }

  @Test
  void epochsBecomeSteps() {
    // Proxy-anchor's on CUB: 5,864 images, shuffled batches of 180, 60 epochs of 32.
    GoldenSchedules golden = GoldenSchedules.load();
    String kind = "train.schedule.kind=step";
    LearningRate every =
        rate(
            1920,
            32,
            kind,
            "train.optimizer.learning-rate=1",
            "train.schedule.step-every-epochs=10",
            "train.schedule.factor=0.5",
            "train.schedule.head-warm-up-epochs=1");
    LearningRate at =
        rate(
            1920,
            32,
            kind,
            "train.optimizer.learning-rate=1",
            "train.schedule.step-epochs=[25,50]",
            "train.schedule.factor=0.3");
    for (int epoch = 0; epoch < 60; epoch++) {
      for (int step : new int[] {32 * epoch, 32 * epoch + 31}) {
        assertThat(every.at(step)).isCloseTo(golden.every10()[epoch], within(1e-12));
        assertThat(at.at(step)).isCloseTo(golden.at25And50()[epoch], within(1e-12));
      }
    }
    assertThat(every.headOnly()).isEqualTo(32);
    assertThat(rate(100, 7.5, "train.schedule.warm-up-epochs=2").warmUp()).isEqualTo(15);
    assertThatThrownBy(() -> rate(100, 2.5, kind, "train.schedule.step-every-epochs=0.3"))
        .hasMessage(
            "kindred.train.schedule.step-every-epochs = 0.3 is less than a step: an epoch has 2.50;"
                + " raise it");
  }

  /** Drops by epochs, as of the proxy-anchor recipes, would go before those that were learnt. */
  @Test
  void whatAPlateauHasLearntIsWhatASecondTrainingDoes() {
    for (String own : List.of("step-every-epochs=10", "step-epochs=[25,50]")) {
      Planned.Second learnt =
          Planned.Second.of(
              List.of(1.0, 1.0), Optional.of(List.of(List.of(0.3, 0.5), List.of(0.8))));
      List<String> keys = new ArrayList<>();
      keys.add("train.schedule." + own);
      keys.addAll(Planned.of(Point.asConfigured(), 0, 1).onAllClasses(learnt).overrides());
      LearningRate rate = rate(1000, 10, keys.toArray(String[]::new));
      assertThat(rate.kind()).isEqualTo(LearningRate.Kind.STEP);
      assertThat(rate.drops()).containsExactly(500, 550);
    }
  }

  /** One a round is the most that a plateau without patience can have. */
  @Test
  void aPlateauMayHaveDroppedOften() {
    List<Double> often = IntStream.range(1, 1000).mapToObj(i -> i / 1000.0).toList();
    Planned.Second learnt = Planned.Second.of(List.of(1.0), Optional.of(List.of(often)));
    List<String> keys = Planned.of(Point.asConfigured(), 0, 1).onAllClasses(learnt).overrides();
    assertThat(rate(1000, 10, keys.toArray(String[]::new)).drops()).hasSize(999);
  }

  @Test
  void everyOptimiser() {
    assertThat(rule("name=adam", "beta1=0.8"))
        .isEqualTo(new UpdateRule.Adam(0.8, 0.999, 1e-8, false));
    assertThat(rule("name=adamw")).isEqualTo(new UpdateRule.Adam(0.9, 0.999, 1e-8, true));
    assertThat(rule("name=rmsprop", "momentum=0.5", "alpha=0.9"))
        .isEqualTo(new UpdateRule.RmsProp(0.9, 1e-8, 0.5));
    assertThat(rule("name=sgd", "nesterov=true")).isEqualTo(new UpdateRule.Sgd(0.9, true));
  }

  private static UpdateRule rule(String... overrides) {
    String[] keys =
        Arrays.stream(overrides).map(o -> "train.optimizer." + o).toArray(String[]::new);
    return Recipes.training(Configs.with(keys), Engines.dl4j(), 10, 100).optimizer().rule();
  }

  @Test
  void whatIsTrained() {
    assertThat(network().trainFrom()).isEqualTo(Backbone.INPUT);
    assertThat(network("backbone.train=head").trainFrom()).isNull();
    assertThat(network("backbone.train=\"from:5b_1x1\"").trainFrom()).isEqualTo("5b_1x1");
    assertRefused(
        "kindred.backbone.train = from:nowhere names no node of bn-inception; the nodes are ",
        "backbone.train=\"from:nowhere\"");
  }

  @Test
  void lossesWithProxiesGetTheirRows() {
    NetworkSpec spec = network("loss.name=proxy-anchor", "backbone.dim=64");
    assertThat(spec.proxyRows()).isEqualTo(10);
    assertThat(spec.proxyWidth()).isEqualTo(64);
    assertThat(network().proxyRows()).isZero();
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    assertRefused(
        "kindred.train.averaging.exact = true needs kindred.backbone.frozen-batch-norm = true",
        "train.averaging.exact=true",
        "backbone.frozen-batch-norm=false");
    assertThat(network("train.averaging.exact=true").frozenNorm()).isTrue();
    assertRefused(
        "kindred.train.averaging.exact = true needs kindred.backbone.bn-neck = false",
        "train.averaging.exact=true",
        "backbone.bn-neck=true");
    assertRefused(
        "kindred.train.averaging.parameters = bf16 needs kindred.backbone.frozen-batch-norm = true",
        "train.averaging.parameters=bf16",
        "backbone.frozen-batch-norm=false");
  }

  @Test
  void whatTransformersDoNotHaveIsRefused() {
    String[] vit = {"backbone.name=vit-small-16", "backbone.freeze-affine=true"};
    assertRefused(
        "kindred.backbone.freeze-affine = true: vit-small-16 has no batch normalisation", vit);
    assertRefused(
        "kindred.backbone.pooling = gem takes powers of positive numbers, and those of vit-small-16 have",
        vit[0],
        "backbone.pooling=gem");
    assertThat(network("backbone.freeze-affine=true", "backbone.pooling=gem").frozenAffine())
        .isTrue();
  }

  private static void assertRefused(String message, String... overrides) {
    assertThatThrownBy(() -> network(overrides))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.USAGE));
  }
}
