package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime makes of an exported model what PyTorch makes of the same weights. */
class OnnxExportTest {
  @ParameterizedTest
  @CsvSource({
    "bn-inception, AVERAGE",
    "bn-inception, AVERAGE_PLUS_MAX",
    "efficientnet-lite0, AVERAGE",
    "efficientnet-lite0, MAX",
    "resnet50, AVERAGE",
    GoldenNetworks.PUBLISHED + ", AVERAGE",
    GoldenNetworks.PUBLISHED + ", MAX"
  })
  void embeddingsAreThoseOfPyTorch(String name, Pooling pooling) throws Exception {
    GoldenNetworks golden = GoldenNetworks.load(name);
    float[] expected = floats(golden.evaluation().embeddings().get(pooling.name()));
    float[] images = golden.input().data();
    try (OrtSession session = session(golden, pooling)) {
      assertThat(embed(session, images, golden.batch(), golden.size()))
          .containsExactly(expected, within(2e-6f));
      int one = images.length / golden.batch();
      assertThat(embed(session, Arrays.copyOf(images, one), 1, golden.size()))
          .containsExactly(Arrays.copyOf(expected, golden.dim()), within(2e-6f));
    }
  }

  @Test
  void everyHeadIsThatOfPyTorch() throws Exception {
    for (GoldenHeads golden : GoldenHeads.all()) {
      ByteArrayOutputStream model = new ByteArrayOutputStream();
      StateDict weights = golden.weights();
      Backbone backbone = GoldenHeads.backbone();
      Head head = Head.of(backbone, golden.pooling(), golden.form(), weights);
      OnnxExport.write(backbone, Weights.check(backbone, weights), head, Map.of(), model);
      try (OrtSession session =
          OrtEnvironment.getEnvironment().createSession(model.toByteArray())) {
        float[] images = GoldenHeads.images().data();
        assertThat(embed(session, images, GoldenHeads.BATCH, GoldenHeads.SIZE))
            .as("%s %s", golden.pooling(), golden.form())
            .containsExactly(floats(golden.evaluated()), within(2e-6f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "efficientnet-lite0")
  void namesShapesAndMetadata(String name) throws Exception {
    GoldenNetworks golden = GoldenNetworks.load(name);
    try (OrtSession session = session(golden, Pooling.AVERAGE)) {
      TensorInfo input = (TensorInfo) session.getInputInfo().get("images").getInfo();
      TensorInfo output = (TensorInfo) session.getOutputInfo().get("embeddings").getInfo();
      assertThat(input.getShape()).containsExactly(-1, 3, 64, 64);
      assertThat(output.getShape()).containsExactly(-1, 32);
      assertThat(session.getMetadata().getProducerName()).isEqualTo("Kindred");
      assertThat(session.getMetadata().getCustomMetadata()).containsEntry("run", "42");
    }
  }

  private static OrtSession session(GoldenNetworks golden, Pooling pooling)
      throws IOException, OrtException {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    OnnxExport.write(
        BackboneRegistry.get(golden.backbone(), golden.size()),
        golden.stateDict(),
        new Head(pooling, golden.headWeight(), golden.headBias()),
        Map.of("run", "42"),
        model);
    return OrtEnvironment.getEnvironment().createSession(model.toByteArray());
  }

  private static float[] embed(OrtSession session, float[] images, int n, int size)
      throws OrtException {
    long[] shape = {n, 3, size, size};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(images), shape);
        OrtSession.Result result = session.run(Map.of("images", tensor))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] embeddings = new float[values.remaining()];
      values.get(embeddings);
      return embeddings;
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
