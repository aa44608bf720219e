package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.dataset.Split;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.store.StoreIndex;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSetTest {
  private static StoreIndex index;

  @BeforeAll
  static void prepare(@TempDir Path dir) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("TrainingSetTest")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      index = TinyStore.store(spark, dir, 16, 2).index();
    }
  }

  private static int[] classes(int[] ids) {
    return IntStream.of(index.labels(ids)).distinct().sorted().toArray();
  }

  @Test
  void withoutValidationItIsTheTrainingSplit() {
    TrainingSet set = TrainingSet.of(index, new HeldOut.Share(0, 1), 4);
    assertThat(set.ids()).isEqualTo(index.ids(Split.TRAIN)).hasSize(16);
    assertThat(set.classes()).isEqualTo(8);
    assertThat(set.validationIds()).isEmpty();
  }

  @Test
  void aValidationSplitOfTheDataIsUsedAndNoClassHeldOut(@TempDir Path dir) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("TrainingSetTest")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      StoreIndex own = TinyStore.withValidation(spark, dir, 6, 3).index();
      TrainingSet set = TrainingSet.of(own, new HeldOut.Share(0.5, 1), 2);
      assertThat(set.ids()).isEqualTo(own.ids(Split.TRAIN)).hasSize(6);
      assertThat(set.classes()).isEqualTo(2);
      assertThat(set.validationIds()).isEqualTo(own.ids(Split.VALIDATION)).hasSize(6);
    }
  }

  @Test
  void heldOutClassesAreTrainingClassesAndWhole() {
    TrainingSet set = TrainingSet.of(index, new HeldOut.Share(0.25, 1), 4);
    assertThat(set.classes()).isEqualTo(6);
    assertThat(set.ids()).hasSize(12);
    assertThat(set.validationIds()).hasSize(4).doesNotContain(set.ids());
    assertThat(classes(set.validationIds())).hasSize(2).doesNotContain(classes(set.ids()));
    int[] all =
        IntStream.concat(IntStream.of(set.ids()), IntStream.of(set.validationIds()))
            .sorted()
            .toArray();
    assertThat(all).as("never a test image").isEqualTo(index.ids(Split.TRAIN));
  }

  @Test
  void labelsAreCountedDenselyInTheOrderOfClasses() {
    TrainingSet set = TrainingSet.of(index, new HeldOut.Share(0.25, 1), 4);
    int[] kept = classes(set.ids());
    for (int i = 0; i < set.ids().length; i++) {
      assertThat(kept[set.labels()[i]]).isEqualTo(index.label(set.ids()[i]));
    }
    assertThat(Arrays.stream(set.labels()).distinct().sorted()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void theSeedChooses() {
    int[] first = TrainingSet.of(index, new HeldOut.Share(0.25, 1), 4).validationIds();
    assertThat(TrainingSet.of(index, new HeldOut.Share(0.25, 1), 4).validationIds())
        .isEqualTo(first);
    assertThat(
            IntStream.range(2, 8)
                .mapToObj(s -> TrainingSet.of(index, new HeldOut.Share(0.25, s), 4)))
        .anySatisfy(other -> assertThat(other.validationIds()).isNotEqualTo(first));
  }

  @Test
  void tooFewClassesAreRefused() {
    assertThatThrownBy(() -> TrainingSet.of(index, new HeldOut.Share(0.25, 1), 7))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "8 training classes, 2 of them held out, are too few for batches of 7; lower"
                + " kindred.sampling.classes-per-batch or validation-share, or use more data")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.BAD_DATA));
  }

  @Test
  void foldsAreContiguousAndHoldOutEveryClassOnce() {
    int[] all = classes(index.ids(Split.TRAIN));
    int at = 0;
    for (int fold = 1; fold <= 3; fold++) {
      TrainingSet set = TrainingSet.of(index, new HeldOut.Fold(3, fold), 4);
      int[] held = classes(set.validationIds());
      assertThat(held).isEqualTo(Arrays.copyOfRange(all, at, at + held.length));
      assertThat(held.length).isBetween(2, 3);
      assertThat(classes(set.ids())).hasSize(8 - held.length).doesNotContain(held);
      assertThat(set.classes()).isEqualTo(8 - held.length);
      at += held.length;
    }
    assertThat(at).as("classes held out by some fold").isEqualTo(8);
  }

  @Test
  void morePartsThanClassesAreRefused() {
    assertThatThrownBy(() -> TrainingSet.of(index, new HeldOut.Fold(9, 1), 4))
        .isInstanceOf(KindredException.class)
        .hasMessage("8 training classes cannot be cut into kindred.sampling.folds = 9 parts");
  }
}
