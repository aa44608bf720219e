package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.config.SamplingSettings;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.sampling.PlannedBatch;
import dev.kindred.sampling.Sampler;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplersTest {
  /** Four classes of three images, two classes in a folder each. */
  private static final TrainingSet DATA =
      new TrainingSet(
          IntStream.range(0, 12).toArray(),
          IntStream.range(0, 12).map(i -> i / 3).toArray(),
          4,
          new int[0]);

  private static SamplingSettings settings(String... keys) {
    return Configs.with(keys).sampling();
  }

  private static String[] paths(String pattern) {
    return IntStream.range(0, 12)
        .mapToObj(i -> pattern.formatted(i / 6, i / 3, i))
        .toArray(String[]::new);
  }

  @Test
  void superCategoriesComeFromThePaths() {
    SamplingSettings s =
        settings(
            "sampling.order=super-category",
            "sampling.classes-per-batch=2",
            "sampling.images-per-class=2");
    Sampler sampler = Samplers.of(DATA, s, 1, () -> paths("%s/%s_%s.jpg"));
    for (PlannedBatch batch : sampler.epoch(0)) {
      assertThat(IntStream.of(batch.labels()).map(c -> c / 2).distinct().count()).isEqualTo(1);
    }
    assertThatThrownBy(() -> Samplers.of(DATA, s, 1, () -> paths("%2$s/%3$s.jpg")))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("kindred.sampling.order = super-category: no folders of these images")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.BAD_DATA));
  }

  @Test
  void shuffledBatchesHoldFewPositives() {
    // Of 12 * 11 ordered pairs 4 * 3 * 2 are of one class; an anchor has four others beside it.
    assertThat(Samplers.shuffledPositives(DATA, 5)).isEqualTo(4 * 24 / 132.0);
  }

  @Test
  void shuffledBatchesAreOfTheirOwnSize() {
    SamplingSettings s = settings("sampling.order=shuffle", "sampling.batch=5");
    assertThat(s.batch()).isEqualTo(5);
    assertThat(s.leastClasses()).isEqualTo(2);
    assertThat(s.epoch(12)).isEqualTo(10);
    List<PlannedBatch> epoch = Samplers.of(DATA, s, 1, () -> new String[0]).epoch(0);
    assertThat(epoch).hasSize(2).allSatisfy(b -> assertThat(b.size()).isEqualTo(5));
    Samplers.check(DATA, s);
    assertThatThrownBy(() -> Samplers.check(DATA, settings("sampling.order=shuffle")))
        .isInstanceOf(KindredException.class)
        .hasMessage("12 training images are too few for kindred.sampling.batch = 180; lower it");
  }
}
