package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.config.KindredConfig;
import dev.kindred.engine.choice.Engines;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
  private static final int SOP_CLASSES = 11_318;
  private static final int SOP_TEST = 60_502;
  private static final long DEFAULT_DRIVER = 2048L << 20;

  private static MemoryNeed need(KindredConfig config) {
    return MemoryNeed.of(
        config, Recipes.training(config, Engines.dl4j(), SOP_CLASSES, 100), SOP_TEST);
  }

  private static void checkWithDefaults(KindredConfig config) {
    need(config)
        .check(
            DEFAULT_DRIVER, config.spark().memory().heapMb(), config.spark().memory().nativeMb());
  }

  @Test
  void theDefaultsRunStanfordOnlineProducts() {
    assertThatCode(() -> checkWithDefaults(Configs.with())).doesNotThrowAnyException();
  }

  @Test
  void theDefaultHeapsRunTheLargestBackboneWithAProxyAClass() {
    KindredConfig config =
        Configs.with(
            "backbone.name=resnet50",
            "loss.name=proxy-anchor",
            "sampling.classes-per-batch=10",
            "sampling.images-per-class=2");
    // 30.4 million parameters, three floats each, twice: 696 MiB.
    assertThat(need(config).driverHeap() >> 20).isBetween(1000L, 1700L);
    assertThatCode(() -> checkWithDefaults(config)).doesNotThrowAnyException();
  }

  @Test
  void whatDoesNotFitTheDriverIsToldWithTheFigure() {
    KindredConfig config =
        Configs.with(
            "backbone.name=resnet50",
            "loss.name=soft-triple",
            "loss.soft-triple.centres=10",
            "sampling.classes-per-batch=10",
            "sampling.images-per-class=2");
    assertThatThrownBy(() -> checkWithDefaults(config))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageMatching(
            "this training does not fit the memory: the driver needs a heap of about 2,[0-9]{3} MiB"
                + " and has 2,048: set KINDRED_DRIVER_MEMORY=3g");
    need(config).check(3072L << 20, 2048, 3072);
  }

  @Test
  void whatDoesNotFitAnExecutorIsToldWithTheKey() {
    KindredConfig config = Configs.with("backbone.name=resnet50", "sampling.classes-per-batch=40");
    MemoryNeed need = need(config);
    assertThatThrownBy(() -> checkWithDefaults(config))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("each executor needs memory beyond the heap of ")
        .hasMessageEndingWith(
            "set kindred.spark.executor-native-mb="
                + ((need.comfortableNative() + (1 << 20) - 1) >> 20));
    need.check(DEFAULT_DRIVER, 4096, (need.comfortableNative() + (1 << 20)) >> 20);
  }

  @Test
  void onlyTheHeadKeepsNoFeatureMaps() {
    KindredConfig config =
        Configs.with(
            "backbone.name=resnet50", "backbone.train=head", "sampling.classes-per-batch=40");
    assertThatCode(() -> checkWithDefaults(config)).doesNotThrowAnyException();
  }
}
