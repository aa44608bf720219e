package dev.kindred.engine.dl4j;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Precision;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Training of a network that is frozen up to somewhere. The frozen part runs as in evaluation,
 * where an activation is overwritten as soon as it has been read, and no gradient is computed of
 * it; the gradient of the rest is the same as that of a pass through the whole network.
 */
final class TrainedPart {
  private final ComputationGraph frozen;
  private final ComputationGraph rest;

  private TrainedPart(ComputationGraph frozen, ComputationGraph rest) {
    this.frozen = frozen;
    this.rest = rest;
    forgetFrozen();
  }

  /** Empty when all of the network is trained. */
  static Optional<TrainedPart> of(
      NetworkSpec spec, Optimizer optimizer, Precision precision, ComputationGraph whole) {
    FrozenPart part = FrozenPart.of(spec);
    return part.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TrainedPart(
                new BorrowingGraph(GraphFactory.describeFrozen(spec, precision, part), whole),
                new BorrowingGraph(
                    GraphFactory.describe(spec, optimizer, precision, part), whole)));
  }

  /** What is back-propagated through. */
  ComputationGraph rest() {
    return rest;
  }

  /** To be called when the parameters of the frozen part were set. */
  void forgetFrozen() {
    for (Layer layer : frozen.getLayers()) {
      if (layer instanceof ConvNorm conv) {
        conv.hold(true);
      }
    }
  }

  /** Forward, loss and backward; the gradient is left in the whole network's. */
  void computeGradientAndScore(INDArray images, INDArray labels) {
    INDArray[] border = frozen.output(false, images);
    rest.setInputs(border);
    rest.setLabels(labels);
    rest.computeGradientAndScore();
    for (INDArray read : border) {
      if (read.closeable()) {
        read.close();
      }
    }
  }
}
