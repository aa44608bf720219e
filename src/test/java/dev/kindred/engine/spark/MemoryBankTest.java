package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.RememberedBatch;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBankTest {
  private static final MultiSimilarity PAIRS = new MultiSimilarity(2, 40, 0.5, null);

  private static MemoryBank bank(int size) {
    return new MemoryBank(SmallReplicas.recipe(new CrossBatchMemory(PAIRS, size, 0), 4));
  }

  /** Two rows of a step; the label tells them, and all their values are the label. */
  private static RememberedBatch batch(int step, int a, int b) {
    float[] x = new float[16];
    java.util.Arrays.fill(x, 0, 8, a);
    java.util.Arrays.fill(x, 8, 16, b);
    return new RememberedBatch(step, new MemoryRows(new FloatVector(x), new int[] {a, b}));
  }

  @Test
  void stepByStepAndWithinAStepSlotBySlot() {
    MemoryBank bank = bank(100);
    bank.merge(
        List.of(
            List.of(batch(5, 10, 11), batch(6, 12, 13)),
            List.of(batch(5, 20, 21), batch(6, 22, 23))));
    assertThat(bank.rows().labels()).containsExactly(10, 11, 20, 21, 12, 13, 22, 23);
    for (int row = 0; row < 8; row++) {
      assertThat(bank.memory().row(row)).containsOnly(bank.rows().labels()[row]);
    }
    bank.merge(List.of(List.of(batch(7, 30, 31)), List.of(batch(7, 40, 41))));
    assertThat(bank.rows().labels())
        .containsExactly(10, 11, 20, 21, 12, 13, 22, 23, 30, 31, 40, 41);
  }

  @Test
  void theOldestGoFirstWhateverTheirSlot() {
    MemoryBank bank = bank(5);
    bank.merge(
        List.of(List.of(batch(0, 1, 2), batch(1, 5, 6)), List.of(batch(0, 3, 4), batch(1, 7, 8))));
    assertThat(bank.rows().labels()).containsExactly(4, 5, 6, 7, 8);
    bank.merge(List.of(List.of(batch(2, 9, 10)), List.of()));
    assertThat(bank.rows().labels()).containsExactly(6, 7, 8, 9, 10);
  }

  @Test
  void whatASlotLeftOutWouldNotHaveStayed() {
    MemoryBank whole = bank(3);
    whole.merge(
        List.of(
            List.of(batch(0, 1, 2), batch(1, 5, 6), batch(2, 9, 10)),
            List.of(batch(0, 3, 4), batch(1, 7, 8), batch(2, 11, 12))));
    MemoryBank trimmed = bank(3);
    trimmed.merge(
        List.of(
            List.of(batch(1, 5, 6), batch(2, 9, 10)), List.of(batch(1, 7, 8), batch(2, 11, 12))));
    assertThat(trimmed.rows().labels()).containsExactly(whole.rows().labels());
  }

  @Test
  void goesOnFromRows() {
    MemoryBank bank = bank(4);
    bank.restore(batch(0, 1, 2).rows());
    bank.merge(List.of(List.of(batch(1, 3, 4), batch(2, 5, 6))));
    assertThat(bank.rows().labels()).containsExactly(3, 4, 5, 6);
    assertThatThrownBy(
            () -> bank.restore(new MemoryRows(new FloatVector(new float[7]), new int[1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a memory of 7 values is not 1 rows of 8");
  }

  @Test
  void staysEmptyWithoutAMemory() {
    MemoryBank bank = new MemoryBank(SmallReplicas.recipe(PAIRS, 4));
    bank.merge(List.of(List.of(), List.of()));
    assertThat(bank.rows().n()).isZero();
  }
}
