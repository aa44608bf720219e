package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LargeBatchTest {
  private static final int N = 1024;
  private static final int CLASSES = 256;

  /** Every loss as shipped. */
  static Stream<Subject> shipped() {
    return LossRegistry.names().stream()
        .map(name -> new Subject(name, LossRegistry.create(name, FixedConstants.shipped(name))));
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void takesQuadraticMemory(Subject subject) {
    Batch batch = Subject.clustered(N, 16, CLASSES, 1);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    subject.evaluate(Subject.clustered(20, 16, 4, 1), CLASSES);
    long before = thread.getCurrentThreadAllocatedBytes();
    LossValue value = subject.evaluate(batch, CLASSES);
    long bytes = thread.getCurrentThreadAllocatedBytes() - before;
    assertThat(value.value()).isFinite();
    // A triplet loss that held its triplets at once would take 12 bytes times n times as much.
    assertThat(bytes).isLessThan(64L * N * N);
  }
}
