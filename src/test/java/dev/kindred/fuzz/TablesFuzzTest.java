package dev.kindred.fuzz;

import dev.kindred.dataset.Datasets;
import dev.kindred.dataset.Miniatures;
import dev.kindred.dataset.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged lists, tables and MAT files of every layout that has some. */
class TablesFuzzTest {
  private static final long MOST = 256 << 20;
  private static final List<byte[]> WORDS =
      Stream.of(
              "\"",
              "\"\"",
              ",",
              ";",
              "\t",
              "\n",
              "\r\n",
              "\r",
              "\ufeff",
              "../",
              "/",
              "/dev/zero",
              "path,class,split\n",
              "train",
              "query",
              "test",
              "-1",
              "99999999999",
              "\0",
              "é",
              " ")
          .map(word -> word.getBytes(StandardCharsets.UTF_8))
          .toList();

  /** Reading its defaults anew would take longer than reading the lists. */
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cub200-2011",
        "cub200-2010",
        "cars196",
        "cars196-devkit",
        "sop",
        "inshop",
        "list",
        "table"
      })
  void damagedListsAreReadOrRefused(String layout) throws IOException {
    Miniatures.write(layout, dir, 2, 3);
    List<Path> lists = lists();
    List<byte[]> whole = lists.stream().map(TablesFuzzTest::bytes).toList();
    Mutations mutations = new Mutations(WORDS);
    FuzzBudget budget = FuzzBudget.start(Duration.ofMillis(500));
    while (budget.more()) {
      long seed = budget.nextSeed();
      int which = (int) (seed % lists.size());
      Files.write(lists.get(which), mutations.damage(whole.get(which), seed));
      Outcome.of(
          layout + ", " + lists.get(which).getFileName() + ", seed " + seed,
          MOST,
          () -> Datasets.read(HADOOP, dir.toString(), layout, new ReadOptions(false, 0.5)));
      Files.write(lists.get(which), whole.get(which));
    }
    System.out.printf("%s: %,d inputs%n", layout, budget.inputs());
  }

  private List<Path> lists() throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(f -> f.toString().matches(".*\\.(txt|csv|tsv|mat)")).sorted().toList();
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
