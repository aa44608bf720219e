package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.run.RunFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recipe trains two rounds on a miniature of its data set, in this process. What makes it
 * large is made small: the network, the batch, embeddings, the budget and the memory; loss,
 * optimiser, schedule, head, pooling and order of batches are the recipe's. Without profile {@code
 * real} only those that differ most.
 */
class RecipesIT {
  private static final int BATCH = 8;
  private static final int ROUNDS = 2;
  private static final List<String> DIFFERENT =
      List.of(
          "proxy-anchor-cub200.conf",
          "proxy-nca-plus-plus-cub200.conf",
          "reality-check-emoji.conf",
          "xbm-contrastive-inshop.conf");
  private static final SharedSpark JOBS = new SharedSpark();
  private static final List<String> SMALL =
      List.of(
          "data.counts-mismatch=warn",
          "store.short-side=40",
          "backbone.name=efficientnet-lite0",
          "backbone.weights=none",
          "backbone.size=32",
          "backbone.dim=16",
          "view.train.load=36",
          "view.test.load=36",
          "sampling.classes-per-batch=2",
          "sampling.images-per-class=4",
          "sampling.batch=" + BATCH,
          // Of what goes through the network at a time.
          "train.chunk=0",
          "train.images-seen=" + ROUNDS * BATCH,
          "train.averaging.every=1",
          "evaluate.recall-at=[1, 2]",
          "evaluate.partitions=0",
          "spark.master=local[1]");

  @TempDir Path temp;

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  static Stream<Path> recipes() {
    boolean all = System.getProperty("kindred.test.engines", "torch").contains("torch");
    return Recipe.all().stream().filter(r -> all || DIFFERENT.stream().anyMatch(r::endsWith));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void trainsTwoRounds(Path recipe) {
    Path data = temp.resolve("data");
    Miniatures.write(Recipe.layout(recipe), data, 8, 4);
    List<String> keys = new ArrayList<>(SMALL);
    keys.add("data.path=" + data);
    keys.add("run.path=" + temp.resolve("run"));
    for (String command : List.of("prepare", "train")) {
      List<String> args = new ArrayList<>(List.of(command, "--config", recipe.toString()));
      keys.forEach(key -> args.addAll(List.of("--set", key)));
      SmallRuns.Ended ended = SmallRuns.execute(JOBS, args);
      assertThat(ended.code()).as("%s: %s", command, ended.err()).isZero();
      if (command.equals("train")) {
        assertThat(ended.out()).contains("trained on 16 images in 2 rounds");
      }
    }
    assertThat(temp.resolve("run").resolve(RunFiles.MODEL)).isDirectory();
  }
}
