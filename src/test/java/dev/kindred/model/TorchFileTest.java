package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of {@code src/test/python/model/torch_files.py}, and the published one. */
class TorchFileTest {
  private static final Path FILES = Path.of("src/test/resources/model/files");
  static final Path LITE0 = Path.of("samples/efficientnet-lite0/efficientnet-lite0-57934424.pth");

  @ParameterizedTest
  @ValueSource(strings = {"plain-zip.pth", "plain-legacy.pth", "checkpoint-zip.pth"})
  void readsAStateDictOfEitherForm(String file) {
    StateDict dict = TorchFile.read(FILES.resolve(file));
    assertThat(dict.tensors().keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "1.num_batches_tracked");
    assertThat(dict.get("0.weight").shape()).containsExactly(4, 3, 3, 3);
    assertRamp(dict.get("0.weight"));
    assertRamp(dict.get("1.running_var"));
    assertThat(dict.get("1.num_batches_tracked").shape()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"views-zip.pth", "views-legacy.pth"})
  void followsStrides(String file) {
    StateDict dict = TorchFile.read(FILES.resolve(file));
    assertThat(dict.get("transposed").shape()).containsExactly(2, 3);
    assertThat(dict.get("transposed").data()).containsExactly(0, 2, 4, 1, 3, 5);
    assertRamp(dict.get("channels_last"));
    assertThat(dict.get("sliced").data()).containsExactly(4, 6, 8, 10);
    assertThat(dict.get("expanded").data()).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(dict.get("scalar").data()).containsExactly(7);
    assertThat(dict.get("empty").shape()).containsExactly(0, 3);
    assertRamp(dict.get("parameter"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"types-zip.pth", "types-legacy.pth"})
  void readsEveryNumberFormat(String file) {
    assertTypes(TorchFile.read(FILES.resolve(file)));
  }

  static void assertTypes(StateDict dict) {
    for (String type :
        "float32 float64 float16 bfloat16 int64 int32 int16 int8 uint8".split(" ", -1)) {
      assertRamp(dict.get(type));
    }
    assertThat(dict.get("bool").data()).containsExactly(0, 1);
    assertThat(dict.get("half_edges").data())
        .containsExactly(-2, 65504, 0x1p-14f, 0x1p-24f, -0x3p-24f, 0.33325195f);
    assertThat(dict.get("bfloat16_edges").data()[1]).isCloseTo(1e38f, within(5e35f));
    assertThat(dict.get("bfloat16_edges").data()[3]).isEqualTo(0.33398438f);
  }

  @Test
  void thePublishedFileFitsItsBackbone() {
    StateDict dict = TorchFile.read(LITE0);
    assertThat(dict.tensors()).hasSize(296).containsKey("_fc.weight");
    // Its storage is channels-last; printed by PyTorch.
    assertThat(dict.get("_conv_stem.weight").data()).startsWith(LITE0_STEM);
    StateDict weights = Weights.check(BackboneRegistry.get("efficientnet-lite0", 96), dict);
    assertThat(weights.tensors()).hasSize(49 * 5).doesNotContainKey("_fc.weight");
  }

  private static final float[] LITE0_STEM = {-1.1103361f, -1.3087704f, -0.010156915f, 0.92081195f};

  @Test
  void readsFromAStreamOfKnownLength() throws IOException {
    Path file = FILES.resolve("plain-zip.pth");
    try (InputStream in = Files.newInputStream(file)) {
      assertThat(TorchFile.read(in, Files.size(file), "hdfs://x").source()).isEqualTo("hdfs://x");
    }
    try (InputStream in = Files.newInputStream(file)) {
      assertThatThrownBy(() -> TorchFile.read(in, Files.size(file) - 1, "hdfs://x"))
          .hasMessageStartingWith("hdfs://x: its length is not the ");
    }
  }

  private static void assertRamp(Tensor tensor) {
    for (int i = 0; i < tensor.data().length; i++) {
      assertThat(tensor.data()[i]).isEqualTo(i);
    }
  }
}
