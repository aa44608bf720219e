package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.Memory;
import dev.kindred.loss.pair.MultiSimilarity;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocalMemoryTest {
  private static final MultiSimilarity PAIRS = new MultiSimilarity(2, 40, 0.5, null);

  /** Rows of noise on the unit circle, two of each of two classes. */
  private static Batch batch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[8];
    for (int i = 0; i < 4; i++) {
      double angle = random.nextDouble(2 * Math.PI);
      x[2 * i] = (float) Math.cos(angle);
      x[2 * i + 1] = (float) Math.sin(angle);
    }
    return new Batch(x, new int[] {0, 0, 1, 1}, 2);
  }

  private static void assertSame(LossValue actual, LossValue expected) {
    assertThat(actual.value()).isEqualTo(expected.value());
    assertThat(actual.gradient()).containsExactly(expected.gradient());
  }

  @Test
  void ownBatchesFollowTheCommonMemory() {
    CrossBatchMemory loss = new CrossBatchMemory(PAIRS, 6, 0);
    Memory common = Memory.empty(2).push(batch(9), 6);
    LocalMemory local = new LocalMemory(common);
    assertSame(local.evaluate(loss, batch(1), 0), PAIRS.evaluate(batch(1), common));
    Memory next = common.push(batch(1), 6);
    assertSame(local.evaluate(loss, batch(2), 1), PAIRS.evaluate(batch(2), next));
    assertThat(common.size()).isEqualTo(4);
  }

  @Test
  void nothingIsRememberedBeforeTheStart() {
    CrossBatchMemory loss = new CrossBatchMemory(PAIRS, 6, 2);
    LocalMemory local = new LocalMemory(Memory.empty(2));
    assertSame(local.evaluate(loss, batch(1), 1), PAIRS.evaluate(batch(1)));
    assertThat(local.fresh()).isEmpty();
    assertSame(local.evaluate(loss, batch(2), 2), PAIRS.evaluate(batch(2)));
    assertThat(local.fresh()).extracting(RememberedBatch::step).containsExactly(2);
    Memory first = Memory.empty(2).push(batch(2), 6);
    assertSame(local.evaluate(loss, batch(3), 3), PAIRS.evaluate(batch(3), first));
  }

  @Test
  void onlyWhatCouldStayIsSent() {
    CrossBatchMemory loss = new CrossBatchMemory(PAIRS, 5, 0);
    LocalMemory local = new LocalMemory(Memory.empty(2));
    for (int step = 0; step < 10; step++) {
      local.evaluate(loss, batch(step), step);
    }
    assertThat(local.fresh()).extracting(RememberedBatch::step).containsExactly(8, 9);
    assertThat(local.fresh().get(1).rows().x().values()).containsExactly(batch(9).x());
    assertThat(local.fresh().get(1).rows().labels()).containsExactly(0, 0, 1, 1);
  }
}
