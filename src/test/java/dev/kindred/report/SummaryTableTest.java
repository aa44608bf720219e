package dev.kindred.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTableTest {
  @Test
  void alignsNamesLeftAndFiguresRight() {
    Table table =
        new Table(
            "Held-out classes",
            List.of("", "R@1", "R@10"),
            List.of(
                List.of("raw 32x32 pixels", "23.4", "9.1"), List.of("trained", "61.9", "100.0")),
            "percent");
    assertThat(SummaryTable.text(table))
        .isEqualTo(
            """
            Held-out classes
                               R@1   R@10
            ----------------  ----  -----
            raw 32x32 pixels  23.4    9.1
            trained           61.9  100.0
            percent
            """);
  }

  @Test
  void plainRowsOnly() {
    assertThat(SummaryTable.text(new Table("", List.of("a"), List.of(List.of("β𝛾")), "")))
        .isEqualTo("a\n--\nβ𝛾\n");
  }
}
