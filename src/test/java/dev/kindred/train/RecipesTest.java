package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.choice.Engines;
import dev.kindred.model.Backbone;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
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
  }

  private static void assertRefused(String message, String... overrides) {
    assertThatThrownBy(() -> network(overrides))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.USAGE));
  }
}
