package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Importing what was exported is the identity. The files stay in {@code target/exports}, for {@code
 * src/test/python/model/check_export.py} to load them into PyTorch.
 */
class ExportImportTest {
  private static final Path EXPORTS = Path.of("target/exports");

  @ParameterizedTest
  @ValueSource(strings = {"bn-inception", "efficientnet-lite0", "resnet50"})
  void safetensors(String name) throws IOException {
    GoldenNetworks golden = GoldenNetworks.load(name);
    StateDict weights = golden.stateDict();
    List<Tensor> all = new ArrayList<>(weights.tensors().values());
    all.add(golden.headWeight());
    all.add(golden.headBias());
    Path file = EXPORTS.resolve(name + ".safetensors");
    Files.createDirectories(EXPORTS);
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(StateDict.of("export", all), Map.of("format", "pt"), out);
    }
    StateDict read = Safetensors.read(file);
    Backbone backbone = BackboneRegistry.get(name, golden.size());
    StateDict back = Weights.check(backbone, read);
    assertThat(back.tensors().keySet()).containsExactlyElementsOf(weights.tensors().keySet());
    weights
        .tensors()
        .forEach(
            (key, tensor) -> {
              assertThat(back.get(key).shape()).isEqualTo(tensor.shape());
              assertThat(back.get(key).data()).isEqualTo(tensor.data());
            });
    Head head = Head.of(backbone, Pooling.AVERAGE, HeadForm.PLAIN, read);
    assertThat(head.weight().data()).isEqualTo(golden.headWeight().data());
    assertThat(head.dim()).isEqualTo(golden.dim());
  }

  @Test
  void aHeadThatDoesNotFitIsNamed() {
    Backbone backbone = BackboneRegistry.get("resnet50", 64);
    assertThatThrownBy(
            () -> Head.of(backbone, Pooling.MAX, HeadForm.PLAIN, new StateDict("x", Map.of())))
        .hasMessage("x: has no head.weight and head.bias; use a model that was trained here");
    StateDict narrow =
        StateDict.of(
            "x",
            List.of(
                new Tensor("head.weight", new int[] {2, 3}, new float[6]),
                new Tensor("head.bias", new int[] {2}, new float[2])));
    assertThatThrownBy(() -> Head.of(backbone, Pooling.MAX, HeadForm.PLAIN, narrow))
        .hasMessage(
            "x: head.weight [2, 3] and head.bias [2] do not fit the 2048 features of resnet50; use"
                + " its own weights");
  }
}
