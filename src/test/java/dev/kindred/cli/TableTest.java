package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAligned() {
    Table table = new Table("recall at", "1", "10").row("raw pixels", Table.percent(0.399), "5.0");
    table.row("trained", Table.percent(0.62), Table.percent(1));
    assertThat(table)
        .hasToString(
            """
            recall at      1     10
            raw pixels  39.9    5.0
            trained     62.0  100.0""");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Table("a", "b").row("x")).hasMessage("1 cells for 2 columns");
  }
}
