package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.kindred.model.SeededNumbers;
import java.io.File;
import java.io.IOException;
import java.util.stream.Stream;

/**
 * Three steps of PyTorch's Adam or AdamW, {@code src/test/python/model/adam.py}.
 *
 * @param parameters after each step
 */
@SuppressWarnings("ArrayRecordComponent") // read once
public record GoldenAdam(
    String optimiser, double learningRate, double weightDecay, double[][] parameters) {
  /** Number of parameters. */
  public static final int N = 10;

  /** For {@code @MethodSource}. */
  public static Stream<GoldenAdam> runs() throws IOException {
    return Stream.of(
        new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .readValue(new File("src/test/resources/model/golden/adam.json"), GoldenAdam[].class));
  }

  /** What an engine's optimiser is to do. */
  @FunctionalInterface
  public interface Stepper {
    /** Parameters after a step along a gradient. */
    float[] step(float[] gradient, int step);
  }

  /** What is stepped with. */
  public Optimizer optimizer() {
    return new Optimizer(
        LearningRate.constant(learningRate),
        1,
        weightDecay,
        optimiser.equals("AdamW"),
        0.9,
        0.999,
        1e-8,
        0);
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
    return optimiser + ", decay " + weightDecay;
  }
}
