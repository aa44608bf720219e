package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.kindred.model.SeededNumbers;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Some steps of one of PyTorch's optimisers, {@code src/test/python/model/optimizers.py}.
 *
 * @param more of PyTorch's arguments that are not its defaults
 * @param parameters after each step
 */
@SuppressWarnings("ArrayRecordComponent") // read once
public record GoldenSteps(
    String optimiser,
    double learningRate,
    double weightDecay,
    Map<String, Object> more,
    double[][] parameters) {
  /** Number of parameters. */
  public static final int N = 10;

  /** For {@code @MethodSource}. */
  public static Stream<GoldenSteps> runs() throws IOException {
    return Stream.of(
        new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .readValue(
                new File("src/test/resources/model/golden/optimizers.json"), GoldenSteps[].class));
  }

  /** What an engine's optimiser is to do. */
  @FunctionalInterface
  public interface Stepper {
    /** Parameters after a step along a gradient. */
    float[] step(float[] gradient, int step);
  }

  /** What is stepped with. */
  public Optimizer optimizer() {
    return new Optimizer(LearningRate.constant(learningRate), 1, weightDecay, rule(), Clip.NONE);
  }

  private UpdateRule rule() {
    double epsilon = number("eps", 1e-8);
    return switch (optimiser) {
      case "RMSprop" ->
          new UpdateRule.RmsProp(number("alpha", 0.99), epsilon, number("momentum", 0));
      case "SGD" ->
          new UpdateRule.Sgd(
              number("momentum", 0), more.getOrDefault("nesterov", false).equals(true));
      default -> new UpdateRule.Adam(0.9, 0.999, epsilon, optimiser.equals("AdamW"));
    };
  }

  private double number(String name, double otherwise) {
    return ((Number) more.getOrDefault(name, otherwise)).doubleValue();
  }

  /** What is stepped from. */
  public static float[] start() {
    return stream("adam parameters");
  }

  private static float[] stream(String name) {
    return new SeededNumbers(1).between(name, -1, 1, N).data();
  }

  /** Steps as PyTorch did. */
  public void check(Stepper stepper) {
    for (int step = 0; step < parameters.length; step++) {
      float[] gradient = stream("adam gradients " + step);
      for (int i = 0; i < N; i++) {
        gradient[i] = (float) (gradient[i] * Math.pow(10, -i));
      }
      float[] actual = stepper.step(gradient, step);
      for (int i = 0; i < N; i++) {
        assertThat((double) actual[i])
            .as("step %d, parameter %d", step, i)
            .isCloseTo(parameters[step][i], within(3e-7));
      }
    }
  }

  @Override
  public String toString() {
    return optimiser + ", decay " + weightDecay + " " + more;
  }
}
