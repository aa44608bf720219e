package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Our graph as any DL4J training master can train it: a loss of DL4J's own in place of ours, which
 * is given to the network by whoever trains.
 */
public final class BenchmarkGraph {
  private static final int DIM = 512;

  private BenchmarkGraph() {}

  /** With the plain initial values. */
  public static ComputationGraph of(ReplicaRecipe recipe) {
    ComputationGraphConfiguration conf =
        GraphFactory.describe(recipe.network(), recipe.optimizer(), Precision.FP32);
    NeuralNetConfiguration loss =
        ((LayerVertex) conf.getVertices().get(GraphFactory.LOSS)).getLayerConf().clone();
    LossLayer layer =
        new LossLayer.Builder(LossFunctions.LossFunction.MSE)
            .activation(Activation.IDENTITY)
            .build();
    layer.setLayerName(GraphFactory.LOSS);
    loss.setLayer(layer);
    conf.getVertices().put(GraphFactory.LOSS, new LayerVertex(loss, null));
    conf.getVertices()
        .replaceAll((name, vertex) -> vertex instanceof MergeVertex ? new Merge() : vertex);
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return graph;
  }

  /** DL4J's own forgets its axis when a training master clones the graph. */
  private static final class Merge extends MergeVertex {
    private static final long serialVersionUID = 1L;
    private static final int CHANNELS = 3;

    Merge() {
      setMergeAxis(CHANNELS);
    }

    @Override
    @SuppressWarnings("MissingSuperCall") // which is what is mended here
    public MergeVertex clone() {
      return new Merge();
    }
  }

  /** Images, and a random target for each. */
  public static MultiDataSet data(TrainingBatch batch, int size) {
    int n = batch.n();
    return new org.nd4j.linalg.dataset.MultiDataSet(
        Nd4j.create(batch.images(), new long[] {n, size, size, 3}, 'c'), Nd4j.rand('c', n, DIM));
  }
}
