package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LossPropertyTest {
  private static final int CLASSES = 4;

  static Stream<Subject> all() {
    return Subject.all();
  }

  /** Those whose gradient is the derivative of their value; the circle's weights are held. */
  static Stream<Subject> smooth() {
    return all().filter(subject -> !subject.name().contains("holdWeights=true"));
  }

  static Stream<Subject> orderless() {
    return all().filter(subject -> !subject.dependsOnOrder());
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void gradientIsTheSlopeOfTheValue(Subject subject) {
    for (long seed = 1; seed <= 8; seed++) {
      Batch even = Subject.clustered(14, 8, CLASSES, seed);
      int[] uneven = {0, 0, 0, 2, 0, 0, 0, 1, 1, 0, 3, 3, 1, 0};
      Batch batch = seed <= 4 ? even : new Batch(even.x(), uneven, 8, seed);
      Random random = new Random(seed);
      float[] up = batch.x().clone();
      float[] down = batch.x().clone();
      for (int k = 0; k < up.length; k++) {
        float step = (float) (1e-4 * random.nextGaussian());
        up[k] += step;
        down[k] -= step;
      }
      double expected = 0;
      double size = 0;
      float[] gradient = subject.evaluate(batch, CLASSES).gradient();
      for (int k = 0; k < up.length; k++) {
        double term = gradient[k] * ((double) up[k] - down[k]);
        expected += term;
        size += term * term;
      }
      double difference =
          subject.evaluate(with(batch, up), CLASSES).value()
              - subject.evaluate(with(batch, down), CLASSES).value();
      // Proxies see similarities in single precision, which a difference shows.
      double tolerance = subject.loss() instanceof MetricLoss ? 3e-3 : 3e-2;
      assertThat(difference).isCloseTo(expected, within(tolerance * Math.sqrt(size) + 1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("orderless")
  void permutingTheBatchPermutesTheGradient(Subject subject) {
    Batch batch = Subject.clustered(15, 8, CLASSES, 3);
    int n = batch.n();
    int d = batch.d();
    int[] order = IntStream.range(0, n).map(i -> (i * 7 + 2) % n).toArray();
    float[] x = new float[n * d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(batch.x(), order[i] * d, x, i * d, d);
      labels[i] = batch.labels()[order[i]];
    }
    LossValue before = subject.evaluate(batch, CLASSES);
    LossValue after = subject.evaluate(new Batch(x, labels, d, batch.seed()), CLASSES);
    assertThat(after.value()).isCloseTo(before.value(), within(1e-6 * Math.abs(before.value())));
    for (int i = 0; i < n; i++) {
      float[] moved = Arrays.copyOfRange(after.gradient(), i * d, (i + 1) * d);
      float[] original = Arrays.copyOfRange(before.gradient(), order[i] * d, (order[i] + 1) * d);
      assertThat(moved).containsExactly(original, within(1e-4f));
    }
  }

  static Stream<Arguments> degenerate() {
    Batch usual = Subject.clustered(9, 6, 3, 1);
    float[] same = new float[6 * 4];
    for (int k = 0; k < same.length; k += 4) {
      same[k] = 0.6f;
      same[k + 1] = -0.8f;
    }
    float[] opposite = {1, 0, -1, 0, 1, 0, -1, 0};
    Stream<Named<Batch>> batches =
        Stream.of(
            Named.of("identical", new Batch(same, new int[] {0, 0, 1, 1, 2, 3}, 4)),
            Named.of("one class", new Batch(usual.x(), new int[9], 6)),
            Named.of("only classes", new Batch(same, new int[] {0, 1, 2, 3, 2, 1}, 4)),
            Named.of("opposite", new Batch(opposite, new int[] {0, 0, 1, 1}, 2)),
            Named.of("two alike", new Batch(new float[] {1, 0, 0, 1}, new int[] {1, 1}, 2)),
            Named.of("two unlike", new Batch(new float[] {1, 0, 0, 1}, new int[] {0, 1}, 2)),
            Named.of("single", new Batch(new float[] {1, 0}, new int[] {2}, 2)),
            Named.of("empty", new Batch(new float[0], new int[0], 2)),
            Named.of("zero", new Batch(new float[36], new int[] {0, 0, 1, 1, 2, 2}, 6)),
            Named.of("huge", scaled(usual, 1e3f)),
            Named.of("tiny", scaled(usual, 1e-20f)));
    List<Subject> subjects = all().toList();
    return batches.flatMap(batch -> subjects.stream().map(s -> Arguments.of(batch, s)));
  }

  @ParameterizedTest
  @MethodSource("degenerate")
  void isFiniteFor(Batch batch, Subject subject) {
    LossValue value = subject.evaluate(batch, CLASSES);
    assertThat(value.value()).isFinite();
    assertThat(value.gradient()).hasSize(batch.x().length);
    for (float g : value.gradient()) {
      assertThat(g).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void isAFunctionOfTheBatchOnly(Subject subject) {
    Batch batch = Subject.clustered(12, 8, CLASSES, 9);
    float[] x = batch.x().clone();
    LossValue first = subject.evaluate(batch, CLASSES);
    LossValue second = subject.evaluate(batch, CLASSES);
    assertThat(batch.x()).containsExactly(x);
    assertThat(second.value()).isEqualTo(first.value());
    assertThat(second.gradient()).containsExactly(first.gradient());
  }

  @ParameterizedTest
  @MethodSource("all")
  void survivesSerialisation(Subject subject) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(subject.loss());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(subject.loss());
    }
  }

  private static Batch with(Batch batch, float[] x) {
    return new Batch(x, batch.labels(), batch.d(), batch.seed());
  }

  private static Batch scaled(Batch batch, float factor) {
    float[] x = batch.x().clone();
    for (int k = 0; k < x.length; k++) {
      x[k] *= factor;
    }
    return with(batch, x);
  }
}
