package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.spark.RoundResult;
import dev.kindred.engine.spark.SlotReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTimesTest {
  private static SlotReport slot(int slot, double input, double compute) {
    return new SlotReport(
        slot, new double[] {1}, 8, List.of(), input, compute, input + compute, 1, "");
  }

  @Test
  void whatTheSlowestExecutorDoesNotExplainIsSending() {
    RoundResult round = new RoundResult(List.of(slot(0, 1, 2), slot(1, 0.5, 4)), 6, 0.25);
    RoundTimes times = RoundTimes.of(round);
    assertThat(times).isEqualTo(new RoundTimes(6, 1, 4, 1.25, 0.25));
    assertThat(times.plus(times).text())
        .isEqualTo("12.00 s: input 2.00, compute 8.00, sending 2.50, averaging 0.50");
  }
}
