package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParametricLossTest {
  static List<ParametricLoss> losses() {
    return Subject.all()
        .filter(subject -> subject.loss() instanceof ParametricLoss)
        .map(subject -> (ParametricLoss) subject.loss())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void everyClassOwnsTheSameNumberOfRows(ParametricLoss loss) {
    int rows = loss.rows(7);
    int[] owners = IntStream.range(0, rows).map(row -> loss.classOf(row, 7)).toArray();
    for (int c = 0; c < 7; c++) {
      int owner = c;
      assertThat(IntStream.of(owners).filter(o -> o == owner).count()).isEqualTo(rows / 7);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theSameSeedGivesTheSameParameters(ParametricLoss loss) {
    float[] first = loss.initial(7, 16, 3);
    assertThat(first).hasSize(loss.rows(7) * loss.width(16));
    assertThat(loss.initial(7, 16, 3)).containsExactly(first);
    if (loss.width(16) > 1) {
      assertThat(loss.initial(7, 16, 4)).isNotEqualTo(first);
    }
    assertThat(loss.learningRateFactor()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void whatDoesNotFitIsRefused(ParametricLoss loss) {
    Batch batch = Subject.clustered(8, 6, 4, 1);
    float[] parameters = loss.initial(4, 6, 1);
    assertThatThrownBy(() -> loss.evaluate(batch, parameters, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("parameters for 5 classes, not " + parameters.length);
    assertThatThrownBy(() -> loss.evaluate(batch, loss.initial(3, 6, 1), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class 3 is not one of the 3 trained with");
  }

  @Test
  void theFirstParametersAreSpreadAsInThePapers() {
    assertSpread("proxy-anchor", Math.sqrt(2.0 / 50));
    assertSpread("proxy-nca", 1 / 8.0);
    assertSpread("normalized-softmax", 1 / Math.sqrt(64) / Math.sqrt(3));
    assertSpread("arcface", Math.sqrt(6.0 / (50 + 64)) / Math.sqrt(3));
    assertSpread("soft-triple", 1 / Math.sqrt(500) / Math.sqrt(3));
  }

  private static void assertSpread(String name, double deviation) {
    ParametricLoss loss = (ParametricLoss) LossRegistry.create(name, FixedConstants.shipped(name));
    double squares = 0;
    double sum = 0;
    float[] parameters = loss.initial(50, 64, 1);
    for (float p : parameters) {
      squares += (double) p * p;
      sum += p;
    }
    assertThat(Math.sqrt(squares / parameters.length))
        .as(name)
        .isCloseTo(deviation, within(0.05 * deviation));
    assertThat(sum / parameters.length).isCloseTo(0, within(0.1 * deviation));
  }
}
