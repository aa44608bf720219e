package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchPlanTest {
  private static void comesBack(BatchPlan plan) {
    BatchPlan back = BatchPlan.fromPath(plan.toPath());
    assertThat(back.imageIds()).isEqualTo(plan.imageIds());
    assertThat(back.labels()).isEqualTo(plan.labels());
    assertThat(back.seed()).isEqualTo(plan.seed());
  }

  @Test
  void theTextKeepsEverything() {
    comesBack(
        new BatchPlan(new int[] {0, Integer.MAX_VALUE, 7}, new int[] {3, 3, 0}, Long.MIN_VALUE));
    comesBack(new BatchPlan(new int[] {5}, new int[] {1}, Long.MAX_VALUE));
    comesBack(new BatchPlan(new int[0], new int[0], 0));
  }

  @Test
  void sizesMustFit() {
    assertThatThrownBy(() -> new BatchPlan(new int[2], new int[3], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 images, 3 labels");
  }
}
