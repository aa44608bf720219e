package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.loss.pair.Angular;
import dev.kindred.loss.pair.BatchHard;
import dev.kindred.loss.pair.Lifted;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.pair.NPairMultiClass;
import dev.kindred.loss.proxy.NormalizedSoftmax;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryTest {
  private final MultiSimilarity loss =
      MultiSimilarity.of(FixedConstants.shipped("multi-similarity"));

  @Test
  void theOldestGoFirst() {
    Memory memory = Memory.empty(1).push(rows(1, 2, 3), 5);
    assertThat(labels(memory)).containsExactly(1, 2, 3);
    Memory full = memory.push(rows(4, 5, 6), 5);
    assertThat(labels(full)).containsExactly(2, 3, 4, 5, 6);
    assertThat(full.row(1)).containsExactly(3);
    assertThat(labels(memory)).containsExactly(1, 2, 3);
    assertThat(labels(full.push(rows(7, 8, 9), 2))).containsExactly(8, 9);
  }

  @Test
  void anotherDimensionIsRefused() {
    assertThatThrownBy(() -> Memory.empty(2).push(rows(1), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a memory of dimension 2 cannot take embeddings of 1");
    assertThatThrownBy(() -> loss.evaluate(rows(1), Memory.empty(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a memory of dimension 2 does not fit a batch of 1");
  }

  @Test
  void isUsedAndFilledFromTheStartOnly() {
    CrossBatchMemory crossBatch = new CrossBatchMemory(loss, 40, 3);
    Batch batch = Subject.clustered(12, 8, 4, 1);
    Batch before = Subject.clustered(20, 8, 4, 2);
    Memory memory = Memory.empty(8).push(before, 40);
    double alone = loss.evaluate(batch).value();
    assertThat(crossBatch.evaluate(batch, memory, 2).value()).isEqualTo(alone);
    assertThat(crossBatch.evaluate(batch, memory, 3).value()).isNotEqualTo(alone);
    assertThat(crossBatch.remember(memory, batch, 2)).isSameAs(memory);
    assertThat(crossBatch.remember(memory, batch, 3).size()).isEqualTo(32);
    assertThat(crossBatch.remember(memory, before, 3).push(batch, 40).size()).isEqualTo(40);
  }

  @Test
  void aSumIsThatOfTheAuthorsCode() {
    Golden.sums()
        .forEach(
            golden -> {
              PairLoss pairs = (PairLoss) LossRegistry.create(golden.loss(), golden.constants());
              double weight = golden.config().getDouble("weight");
              CrossBatchMemory sum = new CrossBatchMemory(pairs, 1000, 3, true, weight);
              golden.check(sum.evaluate(golden.batch(), golden.memory(), 3));
              assertThat(sum.evaluate(golden.batch(), golden.memory(), 2).value())
                  .isEqualTo(pairs.evaluate(golden.batch()).value());
            });
  }

  /** The circle's weights are held, so that its gradient is no slope. */
  static Stream<Subject> anchorLosses() {
    return Subject.all()
        .filter(s -> s.loss() instanceof AnchorLoss && !s.name().contains("holdWeights=true"));
  }

  /** What a sum adds: the batch as anchors moves, the same as references does not. */
  @ParameterizedTest
  @MethodSource("anchorLosses")
  void theGradientOfAnchorsAloneIsTheirSlope(Subject subject) {
    AnchorLoss anchors = (AnchorLoss) subject.loss();
    for (long seed = 1; seed <= 4; seed++) {
      Batch batch = Subject.clustered(14, 8, 4, seed);
      Random random = new Random(seed);
      float[] gradient = anchors.evaluateAgainst(batch, Memory.empty(8)).gradient();
      double difference = 0;
      double expected = 0;
      double size = 0;
      for (int i = 0; i < batch.n(); i++) {
        float[] up = batch.x().clone();
        float[] down = batch.x().clone();
        for (int k = 8 * i; k < 8 * (i + 1); k++) {
          float step = (float) (1e-4 * random.nextGaussian());
          up[k] += step;
          down[k] -= step;
          double term = gradient[k] * ((double) up[k] - down[k]);
          expected += term;
          size += term * term;
        }
        difference += part(anchors, batch, up, i) - part(anchors, batch, down, i);
      }
      difference /= terms(anchors, batch);
      assertThat(difference).isCloseTo(expected, within(3e-3 * Math.sqrt(size) + 1e-9));
    }
  }

  private static long terms(AnchorLoss loss, Batch batch) {
    try (Pairs pairs = new Pairs(batch, Memory.empty(8))) {
      return Math.max(1, loss.sum(pairs).terms());
    }
  }

  private static double part(AnchorLoss loss, Batch batch, float[] x, int row) {
    try (Pairs pairs = new Pairs(new Batch(x, batch.labels(), 8, batch.seed()), Memory.empty(8))) {
      Anchor anchor = pairs.newAnchor();
      pairs.load(row, anchor);
      return anchor.isOneSided() || !loss.mine(anchor) ? 0 : loss.evaluate(anchor);
    }
  }

  @Test
  void aSumIsRefusedWhereRowsBelongTogether() {
    for (PairLoss together : List.of(new Angular(45), new Lifted(1))) {
      assertThat(CrossBatchMemory.refusalOfSum(together))
          .hasValue("which looks at more than an anchor's own pairs");
      assertThatThrownBy(() -> new CrossBatchMemory(together, 10, 0, true, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a sum does not fit");
      assertThat(new CrossBatchMemory(together, 10, 0).sum()).isFalse();
    }
  }

  @Test
  void aGradientOfFewReferencesIsTheSlopeToo() {
    // One positive and one negative an anchor: the rows are added, not multiplied.
    PairLoss hard = new BatchHard(true, 0);
    Memory memory = Memory.empty(8).push(Subject.clustered(400, 8, 4, 2), 400);
    Batch batch = Subject.clustered(12, 8, 4, 1);
    float[] gradient = hard.evaluate(batch, memory).gradient();
    float[] up = batch.x().clone();
    float[] down = batch.x().clone();
    double expected = 0;
    for (int k = 0; k < up.length; k++) {
      float step = (float) (1e-3 * Math.sin(k));
      up[k] += step;
      down[k] -= step;
      expected += gradient[k] * ((double) up[k] - down[k]);
    }
    double difference =
        hard.evaluate(new Batch(up, batch.labels(), 8), memory).value()
            - hard.evaluate(new Batch(down, batch.labels(), 8), memory).value();
    assertThat(difference).isCloseTo(expected, within(1e-2 * Math.abs(expected)));
  }

  @Test
  void aMemoryOfOtherClassesAddsNegativesOnly() {
    Batch batch = Subject.clustered(12, 8, 4, 1);
    Batch others = new Batch(Subject.clustered(6, 8, 2, 5).x(), new int[] {9, 9, 8, 8, 7, 6}, 8);
    Pairs pairs = new Pairs(batch, Memory.empty(8).push(others, 6));
    Anchor anchor = pairs.newAnchor();
    pairs.load(3, anchor);
    assertThat(anchor.positives()).isEqualTo(2);
    assertThat(anchor.negatives()).isEqualTo(9 + 6);
  }

  @Test
  void refusesLossesThatWouldNotLookAtIt() {
    assertThat(CrossBatchMemory.refusal(loss)).isEmpty();
    assertThat(CrossBatchMemory.refusal(new NormalizedSoftmax(0.05, 0, 10)))
        .hasValue("which learns parameters of its own and does not take a memory");
    assertThat(CrossBatchMemory.refusal(new NPairMultiClass(16)))
        .hasValue("which in this variant compares embeddings of the batch only");
  }

  /** Of every loss: either it is refused, or a memory changes its value. */
  @ParameterizedTest
  @MethodSource("dev.kindred.loss.LossRegistry#names")
  void whoIsNotRefusedLooksAtIt(String name) {
    Loss any = LossRegistry.create(name, FixedConstants.shipped(name));
    Batch batch = Subject.clustered(12, 8, 4, 1);
    Memory memory = Memory.empty(8).push(Subject.clustered(20, 8, 4, 2), 20);
    if (CrossBatchMemory.refusal(any).isEmpty()) {
      PairLoss pairs = (PairLoss) any;
      assertThat(pairs.evaluate(batch, memory).value()).isNotEqualTo(pairs.evaluate(batch).value());
    } else {
      assertThat(any).isInstanceOf(ParametricLoss.class);
    }
  }

  @Test
  void comesBackFromItsRows() {
    Memory memory = Memory.empty(1).push(rows(1, 2, 3), 5);
    Memory again = Memory.of(memory.rows(), memory.labels(), 1);
    assertThat(labels(again.push(rows(4), 3))).containsExactly(2, 3, 4);
    assertThatThrownBy(() -> Memory.of(new float[3], new int[2], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a memory of 3 values is not 2 rows of 1");
  }

  @Test
  void survivesSerialisation() throws IOException, ClassNotFoundException {
    Memory memory = Memory.empty(8).push(Subject.clustered(20, 8, 4, 2), 40);
    Batch batch = Subject.clustered(12, 8, 4, 1);
    LossValue expected = loss.evaluate(batch, memory);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(memory);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      LossValue actual = loss.evaluate(batch, (Memory) in.readObject());
      assertThat(actual.gradient()).containsExactly(expected.gradient());
    }
  }

  private static int[] labels(Memory memory) {
    int[] result = new int[memory.size()];
    for (int k = 0; k < result.length; k++) {
      result[k] = memory.label(k);
    }
    return result;
  }

  private static Batch rows(int... labels) {
    float[] x = new float[labels.length];
    for (int k = 0; k < x.length; k++) {
      x[k] = labels[k];
    }
    return new Batch(x, labels, 1);
  }
}
