package dev.kindred.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.ReadOptions;
import dev.kindred.image.Limits;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactCopiesTest {
  @TempDir Path temp;

  private void image(String path, int seed) {
    Pictures.write(temp.resolve("data").resolve(path), Pictures.picture("png", 20, 20, seed));
  }

  @Test
  void findsEveryGroupAndNothingElse() {
    for (int i = 0; i < 6; i++) {
      image("a/%d.png".formatted(i), i);
      image("b/%d.png".formatted(i), 40 + i);
    }
    image("a/again.png", 2);
    image("b/2 again.png", 2);
    image("b/x.png", 44);
    try (JavaSparkContext spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("ExactCopiesTest")
                .set("spark.ui.enabled", "false"))) {
      PrepareSettings settings =
          new PrepareSettings(
              temp.resolve("data").toString(),
              "folders",
              temp.resolve("store").toString(),
              new ReadOptions(false, 0.5),
              64,
              95,
              new Limits(1 << 20, 1 << 20),
              1 << 20,
              0);
      ImageStore store = new PrepareJob(spark, settings).run().store();
      String[] paths = store.paths(spark.hadoopConfiguration());
      List<List<String>> groups =
          ExactCopies.of(spark, store).stream()
              .map(ids -> Arrays.stream(ids).mapToObj(id -> paths[id]).sorted().toList())
              .toList();
      assertThat(groups)
          .containsExactlyInAnyOrder(
              List.of("a/2.png", "a/again.png", "b/2 again.png"), List.of("b/4.png", "b/x.png"));
    }
  }
}
