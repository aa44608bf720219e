package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
  @Test
  void readsWhatTheReferenceImplementationWrote() {
    TorchFileTest.assertTypes(
        Safetensors.read(Path.of("src/test/resources/model/files/types.safetensors")));
  }

  @Test
  void readingWhatWasWrittenGivesTheSame() throws IOException {
    float[] many = new float[100_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = 1f / (i + 1);
    }
    StateDict dict =
        StateDict.of(
            "x",
            List.of(
                new Tensor("a", new int[] {}, new float[] {-0f}),
                new Tensor("b", new int[] {2, 50_000}, many),
                new Tensor("empty", new int[] {0}, new float[0])));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(dict, Map.of("format", "pt"), out);
    StateDict back = Safetensors.read(new ByteArrayInputStream(out.toByteArray()), out.size(), "x");
    assertThat(back.tensors().keySet()).containsExactly("a", "b", "empty");
    assertThat(back.get("b").shape()).containsExactly(2, 50_000);
    assertThat(back.get("b").data()).isEqualTo(many);
    assertThat(back.get("a").data()).isEqualTo(new float[] {-0f});
  }
}
