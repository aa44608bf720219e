package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.Clip;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.engine.UpdateRule;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Pooling;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J ships and saves a network as the JSON of its configuration: nothing may be lost there. */
final class GraphJsonTest {
  private static final int SIZE = 64;

  @ParameterizedTest
  @ValueSource(strings = {"bn-inception", "efficientnet-lite0", "resnet50"})
  void networkSurvivesJson(String name) {
    Backbone backbone = BackboneRegistry.get(name, SIZE);
    String middle = backbone.nodes().get(backbone.nodes().size() / 2).name();
    NetworkSpec spec =
        new NetworkSpec(
            backbone, Pooling.GEM, new HeadForm(2.5, true, true), 8, true, true, middle, 3, 5, 100);
    LearningRate rate =
        new LearningRate(1e-4, LearningRate.Kind.STEP, 2, 30, List.of(10, 20), 0.1, 3);
    UpdateRule rule =
        switch (name) {
          case "resnet50" -> new UpdateRule.RmsProp(0.98, 1e-7, 0.8);
          case "efficientnet-lite0" -> new UpdateRule.Sgd(0.8, true);
          default -> new UpdateRule.Adam(0.8, 0.99, 1e-7, true);
        };
    Optimizer optimizer = new Optimizer(rate, 10, 2e-4, rule, Clip.norm(1));
    ComputationGraph graph = GraphFactory.create(spec, optimizer, Precision.FP32);
    Nd4j.getRandom().setSeed(7);
    graph.params().addi(Nd4j.rand(graph.params().shape()).muli(1e-2));

    String json = graph.getConfiguration().toJson();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
    assertThat(read.toJson()).isEqualTo(json);
    ComputationGraph copy = new ComputationGraph(read);
    copy.init();

    assertThat(copy.numParams()).isEqualTo(graph.numParams());
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      String at = layer.conf().getLayer().getLayerName();
      assertThat(copy.getLayer(at).numParams()).as(at).isEqualTo(layer.numParams());
      for (String key : layer.paramTable().keySet()) {
        assertThat(copy.getLayer(at).conf().getLayer().getUpdaterByParam(key))
            .as(at + " " + key)
            .isEqualTo(layer.conf().getLayer().getUpdaterByParam(key));
      }
    }
    copy.setParams(graph.params());
    INDArray images = Nd4j.rand(2, SIZE, SIZE, 3);
    assertThat(embed(copy, images)).containsExactly(embed(graph, images), within(1e-6f));
  }

  private static float[] embed(ComputationGraph graph, INDArray images) {
    return graph
        .output(List.of(GraphFactory.EMBEDDING), false, new INDArray[] {images}, null)[0]
        .dup('c')
        .data()
        .asFloat();
  }
}
