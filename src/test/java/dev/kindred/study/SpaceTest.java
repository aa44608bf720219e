package dev.kindred.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.study.Dimension.Choice;
import dev.kindred.study.Dimension.Range;
import dev.kindred.study.Dimension.Range.Scale;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpaceTest {
  private static final Choice LOSSES = new Choice("loss.name", List.of("\"nca\"", "\"circle\""));
  private static final Choice RATES =
      new Choice("train.optimizer.learning-rate", List.of("1.0E-5", "1.0E-4", "1.0E-3"));

  @Test
  void withoutDimensionsThereIsOnePoint() {
    assertThat(new Space(List.of(), 0).points(0)).containsExactly(Point.asConfigured());
    assertThat(Point.asConfigured().name()).isEmpty();
  }

  @Test
  void aGridHasEveryCombinationOnce() {
    Space grid = new Space(List.of(LOSSES, RATES), 0);
    assertThat(grid.combinations()).hasValue(6);
    List<Point> points = grid.points(0);
    assertThat(points).hasSize(6).doesNotHaveDuplicates();
    assertThat(points.get(1).overrides())
        .containsExactly("loss.name=\"nca\"", "train.optimizer.learning-rate=1.0E-4");
    assertThat(points.get(1).text())
        .isEqualTo("loss.name=nca train.optimizer.learning-rate=1.0E-4");
    assertThat(points.stream().map(Point::name)).doesNotHaveDuplicates();
  }

  @Test
  void namesFollowFromTheSettingsAlone() {
    Point first = new Space(List.of(LOSSES), 0).points(0).get(1);
    Point second =
        new Space(List.of(new Choice("loss.name", List.of("\"circle\""))), 0).points(9).get(0);
    assertThat(first.name()).isEqualTo(second.name()).matches("p[0-9a-f]{8}");
  }

  @Test
  void aRandomSearchIsRepeatableAndGrows() {
    Range rate = new Range("train.optimizer.learning-rate", 1e-6, 1e-2, Scale.LOG);
    Space ten = new Space(List.of(rate, LOSSES), 10);
    assertThat(ten.points(7)).isEqualTo(ten.points(7)).hasSize(10);
    assertThat(ten.points(8)).isNotEqualTo(ten.points(7));
    assertThat(new Space(List.of(rate, LOSSES), 20).points(7))
        .startsWith(ten.points(7).toArray(Point[]::new));
    assertThat(ten.combinations()).isEmpty();
  }

  @Test
  void rangesAreDrawnOnTheirScale() {
    Space space =
        new Space(
            List.of(
                new Range("a", 1e-6, 1e-2, Scale.LOG),
                new Range("b", 0, 10, Scale.LINEAR),
                new Range("c", 2, 4, Scale.WHOLE)),
            2000);
    List<Point> points = space.points(1);
    double[] a = points.stream().mapToDouble(p -> number(p, "a")).toArray();
    double[] b = points.stream().mapToDouble(p -> number(p, "b")).toArray();
    assertThat(Arrays.stream(a).allMatch(v -> v >= 1e-6 && v <= 1e-2)).isTrue();
    assertThat(share(a, 1e-4)).as("half of the decades").isBetween(0.46, 0.54);
    assertThat(share(b, 5)).isBetween(0.46, 0.54);
    assertThat(points.stream().map(p -> p.settings().get("c"))).containsOnly("2", "3", "4");
  }

  @Test
  void aSmallSpaceEndsTheSearch() {
    assertThat(new Space(List.of(LOSSES), 50).points(0)).hasSize(2);
  }

  private static double number(Point p, String key) {
    return Double.parseDouble(p.settings().get(key));
  }

  private static double share(double[] values, double below) {
    return Arrays.stream(values).filter(v -> v < below).count() / (double) values.length;
  }
}
