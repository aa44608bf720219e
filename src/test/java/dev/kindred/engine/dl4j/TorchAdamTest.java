package dev.kindred.engine.dl4j;

import dev.kindred.engine.GoldenAdam;
import dev.kindred.engine.Optimizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

final class TorchAdamTest {
  @ParameterizedTest
  @MethodSource("dev.kindred.engine.GoldenAdam#runs")
  void stepsAsTorch(GoldenAdam run) {
    Optimizer optimizer = run.optimizer();
    TorchAdam adam = GraphFactory.adam(optimizer, 1, true);
    TorchAdamUpdater updater =
        (TorchAdamUpdater) adam.instantiate(Nd4j.create(1, adam.stateSize(GoldenAdam.N)), true);
    INDArray parameters = Nd4j.createFromArray(GoldenAdam.start());
    run.check(
        (values, step) -> {
          INDArray gradient = Nd4j.createFromArray(values);
          decay(optimizer, ApplyStep.BEFORE_UPDATER, parameters, gradient, step);
          updater.applyUpdater(gradient, step, 0);
          decay(optimizer, ApplyStep.POST_UPDATER, parameters, gradient, step);
          parameters.subi(gradient);
          return parameters.toFloatVector();
        });
  }

  /** What DL4J's updater does around ours. */
  private static void decay(
      Optimizer o, ApplyStep when, INDArray parameters, INDArray gradient, int step) {
    for (Regularization r : GraphFactory.decay(o)) {
      if (r.applyStep() == when) {
        r.apply(parameters, gradient, o.rate().at(step), step, 0);
      }
    }
  }
}
