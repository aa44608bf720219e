package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The vertices that stand in for DL4J's in bf16, in fp32, which every processor has. */
final class OwnVerticesTest {
  private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

  private static GraphVertex vertex(VertexConf conf, INDArray... inputs) {
    GraphVertex vertex = conf.instantiate(null, "v", 0, null, false, DataType.FLOAT);
    VertexIndices[] from = new VertexIndices[inputs.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = new VertexIndices(i, 0);
    }
    vertex.setInputVertices(from);
    for (int i = 0; i < from.length; i++) {
      vertex.setInput(i, inputs[i], NONE);
    }
    return vertex;
  }

  /** Of a batch of another size too, and of maps of one position. */
  @ParameterizedTest
  @ValueSource(ints = {3, 1})
  void joinsAndTakesApart(int side) {
    GraphVertex join = vertex(new JoinConf(Precision.FP32), Nd4j.empty(), Nd4j.empty());
    for (int n : new int[] {2, 5}) {
      INDArray a = Nd4j.randn(n, side, side, 4);
      INDArray b = Nd4j.randn(n, side, side, 3);
      join.setInput(0, a, NONE);
      join.setInput(1, b, NONE);
      assertThat(join.doForward(true, NONE)).isEqualTo(Nd4j.concat(3, a, b));
      INDArray dy = Nd4j.randn(n, side, side, 7);
      join.setEpsilon(dy);
      INDArray[] dx = join.doBackward(false, NONE).getSecond();
      assertThat(Nd4j.concat(3, dx[0], dx[1])).isEqualTo(dy);
      assertThat(dx[0].size(3)).isEqualTo(4);
    }
  }

  @Test
  void sumsAndGivesEachItsOwnGradient() {
    INDArray a = Nd4j.randn(2, 3, 3, 4);
    INDArray b = Nd4j.randn(2, 3, 3, 4);
    GraphVertex sum = vertex(new SumConf(Precision.FP32), a, b);
    assertThat(sum.doForward(true, NONE)).isEqualTo(a.add(b));
    INDArray dy = Nd4j.randn(2, 3, 3, 4);
    sum.setEpsilon(dy);
    INDArray[] dx = sum.doBackward(false, NONE).getSecond();
    dx[0].addi(1);
    assertThat(dx[1]).isEqualTo(dy);
  }

  @Test
  void aGradientAddsInPlace() {
    INDArray own = Nd4j.randn(2, 3, 3, 4);
    INDArray other = Nd4j.randn(2, 3, 3, 4);
    INDArray expected = own.add(other);
    INDArray summed = new SummedGradient(own, length -> (x, y, to) -> to.assign(x.dup().add(y)));
    assertThat(summed.addi(other)).isSameAs(summed);
    assertThat(own).isEqualTo(expected);
  }

  /** What trains in bf16 is described by vertices that survive DL4J's JSON. */
  @ParameterizedTest
  @ValueSource(strings = {"bn-inception", "resnet50"})
  void networksInBf16SurviveJson(String name) {
    NetworkSpec spec =
        new NetworkSpec(
            BackboneRegistry.get(name, 64), Pooling.AVERAGE, 8, true, Backbone.INPUT, 0, 0, 1);
    ComputationGraphConfiguration described =
        GraphFactory.describe(spec, Optimizer.adam(LearningRate.constant(1e-4), 1), Precision.BF16);
    String json = described.toJson();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
    assertThat(read.toJson()).isEqualTo(json).contains("BF16");
    assertThat(read.getVertices()).isEqualTo(described.getVertices());
    ComputationGraph graph = new ComputationGraph(read);
    graph.init();
    assertThat(graph.numParams())
        .isEqualTo(
            GraphFactory.create(
                    spec, Optimizer.adam(LearningRate.constant(1e-4), 1), Precision.FP32)
                .numParams());
  }
}
