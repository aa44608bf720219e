package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import dev.kindred.dataset.Datasets;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.choice.Engines;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.GoldenNetworks;
import dev.kindred.model.Safetensors;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFolder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Other runtimes make of an exported model what the run's own network makes of its images. */
final class ExportJobTest {
  private static final float TOLERANCE = 1e-4f;

  @TempDir Path temp;

  private RunFolder folder() {
    return new RunFolder(temp.resolve("run").toString(), "r1", new Configuration());
  }

  private static KindredConfig config(GoldenNetworks golden, String format) {
    Known known = new Known(BackboneRegistry.names(), Datasets.formats(), Losses::check);
    return new ConfigReader(known)
        .read(
            Optional.empty(),
            List.of(
                "data.path=images",
                "backbone.name=" + golden.backbone(),
                "backbone.size=" + golden.size(),
                "backbone.dim=" + golden.dim(),
                "export.format=" + format));
  }

  /** With parameters of a loss, as a run with proxies leaves them. */
  private static StateDict weights(GoldenNetworks golden) {
    List<Tensor> tensors = new ArrayList<>(golden.stateDict().tensors().values());
    tensors.add(golden.headWeight());
    tensors.add(golden.headBias());
    tensors.add(new Tensor("proxies", new int[] {2, 3}, new float[6]));
    return StateDict.of("golden", tensors);
  }

  private static float[] nhwc(Tensor nchw) {
    int[] s = nchw.shape();
    return Nd4j.create(nchw.data(), new long[] {s[0], s[1], s[2], s[3]}, 'c')
        .permute(0, 2, 3, 1)
        .dup('c')
        .data()
        .asFloat();
  }

  private static float[] own(KindredConfig config, GoldenNetworks golden, StateDict weights) {
    Optimizer unused = Optimizer.adam(LearningRate.constant(0), 1);
    ReplicaRecipe recipe =
        new ReplicaRecipe(Recipes.network(config), unused, null, 0, Engines.dl4j());
    try (Replica replica = recipe.create()) {
      replica.load(weights);
      return replica.embed(nhwc(golden.input()), golden.batch());
    }
  }

  private Path exported(KindredConfig config, StateDict weights) {
    ModelFolder.write(folder(), weights, Map.of());
    return temp.resolve("run").resolve(new ExportJob(config, folder()).run());
  }

  @ParameterizedTest
  @ValueSource(strings = {GoldenNetworks.PUBLISHED, "bn-inception"})
  void onnxRuntimeAgrees(String name) throws Exception {
    GoldenNetworks golden = GoldenNetworks.load(name);
    KindredConfig config = config(golden, "onnx");
    StateDict weights = weights(golden);
    Path model = exported(config, weights);
    long[] shape = {golden.batch(), 3, golden.size(), golden.size()};
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString());
        OnnxTensor images =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(golden.input().data()), shape);
        OrtSession.Result result = session.run(Map.of("images", images))) {
      float[] embeddings = new float[golden.batch() * golden.dim()];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(embeddings);
      assertThat(embeddings).containsExactly(own(config, golden, weights), within(TOLERANCE));
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("run_id", "r1")
          .containsEntry("backbone", golden.backbone());
    }
  }

  @Test
  void dl4jAgrees() throws Exception {
    GoldenNetworks golden = GoldenNetworks.load("bn-inception");
    KindredConfig config = config(golden, "dl4j");
    StateDict weights = weights(golden);
    Path model = exported(config, weights);
    ComputationGraph graph = ModelSerializer.restoreComputationGraph(model.toFile());
    long[] shape = {golden.batch(), golden.size(), golden.size(), 3};
    INDArray found = graph.outputSingle(false, Nd4j.create(nhwc(golden.input()), shape, 'c'));
    assertThat(found.dup('c').data().asFloat())
        .containsExactly(own(config, golden, weights), within(TOLERANCE));
  }

  @Test
  void safetensorsHasTheWeightsAndTheCardStandsBeside() {
    GoldenNetworks golden = GoldenNetworks.load("bn-inception");
    StateDict weights = weights(golden);
    ModelFolder.write(folder(), weights, Map.of());
    folder().write(ModelFolder.CARD, "# card\n");
    Path model =
        temp.resolve("run").resolve(new ExportJob(config(golden, "safetensors"), folder()).run());
    StateDict read = Safetensors.read(model);
    assertThat(read.tensors()).doesNotContainKey("proxies");
    assertThat(read.tensors()).hasSize(weights.tensors().size() - 1);
    read.tensors()
        .forEach((key, tensor) -> assertThat(tensor.data()).isEqualTo(weights.get(key).data()));
    assertThat(model.resolveSibling("README.md")).hasContent("# card\n");
  }

  @Test
  void withoutAModelNothingIsExported() {
    GoldenNetworks golden = GoldenNetworks.load("bn-inception");
    ExportJob job = new ExportJob(config(golden, "onnx"), folder());
    assertThatThrownBy(job::run)
        .isInstanceOf(KindredException.class)
        .hasMessageMatching(
            "no model at .*/run/model/weights.safetensors; run 'kindred train' with the same"
                + " --run-id first");
  }
}
