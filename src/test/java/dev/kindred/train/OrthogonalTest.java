package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrthogonalTest {
  @ParameterizedTest
  @CsvSource({"5, 9", "9, 5", "6, 6", "1, 4"})
  void theShorterSideIsOrthonormal(int rows, int columns) {
    float[] m = Orthogonal.matrix(rows, columns, new SplittableRandom(1));
    boolean wide = rows <= columns;
    for (int a = 0; a < Math.min(rows, columns); a++) {
      for (int b = 0; b < Math.min(rows, columns); b++) {
        double dot = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          dot +=
              wide
                  ? (double) m[a * columns + k] * m[b * columns + k]
                  : (double) m[k * columns + a] * m[k * columns + b];
        }
        assertThat(dot).as("%d, %d", a, b).isCloseTo(a == b ? 1 : 0, within(1e-6));
      }
    }
  }

  @Test
  void followsTheSeed() {
    assertThat(Orthogonal.matrix(3, 4, new SplittableRandom(1)))
        .isEqualTo(Orthogonal.matrix(3, 4, new SplittableRandom(1)))
        .isNotEqualTo(Orthogonal.matrix(3, 4, new SplittableRandom(2)));
  }
}
