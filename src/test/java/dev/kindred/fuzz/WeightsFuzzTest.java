package dev.kindred.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.model.WeightFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged weight files of all three forms. */
class WeightsFuzzTest {
  private static final Path FILES = Path.of("src/test/resources/model/files");
  private static final long MOST = 64 << 20;

  private static final List<byte[]> WORDS =
      Stream.of(
              "ctorch._utils\n_rebuild_tensor_v2\n",
              "ctorch._utils\n_rebuild_parameter\n",
              "ccollections\nOrderedDict\n",
              "ctorch\nByteStorage\n",
              "(",
              "t",
              "}",
              "]",
              "R",
              "Q",
              "\u0085",
              "\u0086",
              "h\u0001",
              "q\u0001",
              "e",
              "u",
              "s",
              "\u008a\u00ff",
              "X\u00ff\u00ff\u00ff\u007f",
              "{\"",
              "\":[",
              "[0,9223372036854775807]",
              "\"F64\"",
              "\"shape\":[4294967296,4294967296]",
              "__metadata__",
              "{\"a\":".repeat(50))
          .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
          .toList();

  @ParameterizedTest
  @ValueSource(strings = {"types-zip.pth", "types-legacy.pth", "types.safetensors"})
  void damagedWeightsAreReadOrRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FILES.resolve(name));
    Mutations mutations = new Mutations(WORDS);
    FuzzBudget budget = FuzzBudget.start(Duration.ofSeconds(2));
    while (budget.more()) {
      long seed = budget.nextSeed();
      byte[] damaged = mutations.damage(whole, seed);
      Outcome.of(
          name + ", seed " + seed,
          MOST,
          () -> WeightFile.read(new ByteArrayInputStream(damaged), damaged.length, name));
    }
    System.out.printf("%s: %,d inputs%n", name, budget.inputs());
    assertThat(budget.inputs()).isPositive();
  }
}
