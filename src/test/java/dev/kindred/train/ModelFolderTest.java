package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.ModelCard;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path dir;

  private static StateDict weights(float value) {
    return StateDict.of("w", List.of(new Tensor("a", new int[] {1}, new float[] {value})));
  }

  @Test
  void theCardHasTheChecksumOfTheWeightsBesideIt() throws IOException {
    RunFolder folder = new RunFolder(dir.toString(), "run", new Configuration());
    ModelFolder.write(folder, weights(1), Map.of());
    assertThat(ModelFolder.read(folder).get("a").data()).containsExactly(1);
    ModelFolder.describe(
        folder,
        new ModelCard(
            "m",
            BackboneRegistry.get("efficientnet-lite0", 32),
            Pooling.AVERAGE,
            8,
            Map.of(),
            1,
            1,
            Map.of(),
            Map.of(),
            Map.of()));
    Path card = dir.resolve(ModelFolder.CARD);
    assertThat(Files.readString(card))
        .containsPattern("sha256 of weights.safetensors \\| [0-9a-f]{64} ");
    assertThat(ModelFolder.read(folder).get("a").data()).containsExactly(1);
    // Other weights, sound in themselves, in the place of those that the card describes.
    Path file = dir.resolve(ModelFolder.WEIGHTS);
    String text = Files.readString(card);
    ModelFolder.write(folder, weights(2), Map.of());
    assertThat(card).doesNotExist();
    Files.writeString(card, text);
    assertThatThrownBy(() -> ModelFolder.read(folder))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.BAD_DATA))
        .hasMessageContaining(file + ": its SHA-256 is not that in its card ");
  }
}
