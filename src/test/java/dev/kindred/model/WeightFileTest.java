package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFileTest {
  private static final Path FILES = Path.of("src/test/resources/model/files");

  @ParameterizedTest
  @ValueSource(strings = {"types-zip.pth", "types-legacy.pth", "types.safetensors"})
  void theFormIsToldByTheContent(String file) {
    TorchFileTest.assertTypes(WeightFile.read(FILES.resolve(file)));
  }

  @Test
  void whatCannotBeReadIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> WeightFile.read(folder.resolve("no.pth")))
        .isInstanceOf(KindredException.class)
        .hasMessage(folder.resolve("no.pth") + ": no such weight file; check the path");
    assertThatThrownBy(() -> WeightFile.read(folder))
        .isInstanceOf(KindredException.class)
        .hasMessageStartingWith(folder + ": cannot be read (");
    assertThatThrownBy(() -> WeightFile.read(FILES.resolve("../golden/optimizers.json")))
        .hasMessageContaining("is not a weight file (neither a zip, ");
  }
}
