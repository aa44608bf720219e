package dev.kindred.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A map of images, each of which is shown when it is pointed at.
 *
 * @param title over it
 * @param xLabel of the horizontal axis
 * @param yLabel of the vertical axis
 * @param points as many as a page can hold
 */
public record PointChart(String title, String xLabel, String yLabel, List<Point> points)
    implements Chart {
  public PointChart {
    points = List.copyOf(points);
  }

  /**
   * An image.
   *
   * @param picture shown, with its class
   * @param firstRank of the nearest image of its class, from 1; 0 where there is none
   */
  public record Point(double x, double y, Picture picture, int firstRank) {
    private String found() {
      return firstRank > 0 ? Html.format("%,d", firstRank) : Numbers.NONE;
    }
  }

  @Override
  public ObjectNode spec() {
    ObjectNode spec = Json.object().put("kind", "points").put("x", xLabel).put("y", yLabel);
    ArrayNode names = spec.putArray("classes");
    ArrayNode all = spec.putArray("points");
    Map<String, Integer> classes = new HashMap<>();
    for (Point p : points) {
      int of =
          classes.computeIfAbsent(
              p.picture.caption(),
              name -> {
                names.add(name);
                return names.size() - 1;
              });
      ArrayNode point = all.addArray();
      Numbers.add(point, p.x);
      Numbers.add(point, p.y);
      point.add(of).add(p.picture.place().orElse(-1)).add(p.firstRank);
    }
    return spec;
  }

  @Override
  public String summary() {
    long right = points.stream().filter(p -> p.firstRank == 1).count();
    return "%,d images; the nearest image is of the same class for %,d of them."
        .formatted(points.size(), right);
  }

  @Override
  public Table table() {
    return new Table(
        title,
        List.of("class", xLabel, yLabel, "rank of its class"),
        points.stream()
            .map(p -> List.of(p.picture.caption(), Numbers.text(p.x), Numbers.text(p.y), p.found()))
            .toList(),
        "");
  }
}
