package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlateauTest {
  @Test
  void dropsWhenPyTorchDoes() {
    for (GoldenSchedules.Run run : GoldenSchedules.load().plateaus()) {
      Plateau plateau = Plateau.START;
      for (int i = 0; i < run.measures().length; i++) {
        plateau = plateau.after(run.measures()[i], run.patience(), run.threshold());
        assertThat(plateau.scale(run.factor()))
            .as("%s, measure %d", run.patience(), i)
            .isCloseTo(run.rates()[i], within(1e-9 * run.rates()[i]));
      }
      assertThat(plateau.drops()).isPositive();
    }
  }

  @Test
  void aMeasureThatIsNoNumberIsNoBetter() {
    Plateau plateau = Plateau.START.after(0.5, 1, 0).after(Double.NaN, 1, 0);
    assertThat(plateau).isEqualTo(new Plateau(0.5, 1, 0));
    assertThat(plateau.after(Double.NaN, 1, 0)).isEqualTo(new Plateau(0.5, 0, 1));
  }
}
