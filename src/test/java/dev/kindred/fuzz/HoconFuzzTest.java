package dev.kindred.fuzz;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.Known;
import dev.kindred.dataset.Datasets;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.train.Losses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged configuration files. */
class HoconFuzzTest {
  private static final int MISTAKES = 30;
  private static final long MOST = 256 << 20;
  private static final List<byte[]> WORDS =
      Stream.of(
              "{",
              "}",
              "[",
              "]",
              "\"",
              "\"\"\"",
              "${",
              "${?",
              "${kindred.train}",
              "+=",
              "=",
              ":",
              "include \"x\"\n",
              "include required(\"x\")\n",
              "include url(\"http://[\")\n",
              "#",
              "//",
              "\\u",
              "1e999",
              "-1",
              "null",
              "kindred = 3\n",
              "kindred { kindred",
              "days",
              "\u0000",
              ",,")
          .map(word -> word.getBytes(StandardCharsets.UTF_8))
          .toList();

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"sop.conf", "quickstart.conf", "bn-inception-small.conf"})
  void damagedConfigurationsAreReadOrRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Path.of("conf", name));
    Mutations mutations = new Mutations(WORDS);
    Path file = dir.resolve(name);
    ConfigReader reader =
        new ConfigReader(new Known(BackboneRegistry.names(), Datasets.formats(), Losses::check));
    FuzzBudget budget = FuzzBudget.start(Duration.ofSeconds(2));
    while (budget.more()) {
      long seed = budget.nextSeed();
      Files.write(file, mutations.damage(whole, seed));
      Outcome.of(
          name + ", seed " + seed, MOST, MISTAKES, () -> reader.read(Optional.of(file), List.of()));
    }
    System.out.printf("%s: %,d inputs%n", name, budget.inputs());
  }
}
