package dev.kindred.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.Optimizer;
import dev.kindred.model.SeededNumbers;
import java.io.File;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/** Three steps of PyTorch's Adam and AdamW, {@code src/test/python/model/adam.py}. */
final class TorchAdamTest {
  private static final int N = 10;

  /** One optimiser; parameters after each step. */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record Run(String optimiser, double learningRate, double weightDecay, double[][] parameters) {
    @Override
    public String toString() {
      return optimiser + ", decay " + weightDecay;
    }
  }

  static Stream<Run> runs() throws IOException {
    return Stream.of(
        new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .readValue(new File("src/test/resources/model/golden/adam.json"), Run[].class));
  }

  private static INDArray stream(String name) {
    return Nd4j.createFromArray(new SeededNumbers(1).between(name, -1, 1, N).data());
  }

  @ParameterizedTest
  @MethodSource("runs")
  void stepsAsTorch(Run run) {
    Optimizer torch = Optimizer.adam(LearningRate.constant(run.learningRate()), 1);
    Optimizer optimizer =
        new Optimizer(
            torch.rate(),
            1,
            run.weightDecay(),
            run.optimiser().equals("AdamW"),
            torch.beta1(),
            torch.beta2(),
            torch.epsilon(),
            0);
    TorchAdam adam = GraphFactory.adam(optimizer, 1, true);
    TorchAdamUpdater updater =
        (TorchAdamUpdater) adam.instantiate(Nd4j.create(1, adam.stateSize(N)), true);
    INDArray parameters = stream("adam parameters");
    for (int step = 0; step < run.parameters().length; step++) {
      INDArray gradient = stream("adam gradients " + step);
      for (int i = 0; i < N; i++) {
        gradient.putScalar(i, gradient.getDouble(i) * Math.pow(10, -i));
      }
      decay(optimizer, ApplyStep.BEFORE_UPDATER, parameters, gradient, step);
      updater.applyUpdater(gradient, step, 0);
      decay(optimizer, ApplyStep.POST_UPDATER, parameters, gradient, step);
      parameters.subi(gradient);
      for (int i = 0; i < N; i++) {
        assertThat(parameters.getDouble(i))
            .as("step %d, parameter %d", step, i)
            .isCloseTo(run.parameters()[step][i], within(3e-7));
      }
    }
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
