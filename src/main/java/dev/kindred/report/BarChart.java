package dev.kindred.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.run.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Bars side by side, each of one or several parts on top of each other.
 *
 * @param title over it
 * @param xLabel under the horizontal axis
 * @param yLabel over the vertical axis
 * @param names of the bars; of many some are shown
 * @param parts in the order of the colours, a value a bar
 */
public record BarChart(
    String title, String xLabel, String yLabel, List<String> names, List<Part> parts)
    implements Chart {
  private static final int MOST_BARS = 120;

  /**
   * @throws IllegalArgumentException when a part has another number of values
   */
  public BarChart {
    for (Part part : parts) {
      if (part.values.size() != names.size()) {
        throw new IllegalArgumentException(
            "%s has %d values for %d bars".formatted(part.name, part.values.size(), names.size()));
      }
    }
    int[] some = Numbers.some(names.size(), MOST_BARS);
    List<String> all = names;
    names = Arrays.stream(some).mapToObj(all::get).toList();
    parts =
        parts.stream()
            .map(p -> new Part(p.name, Arrays.stream(some).mapToObj(p.values::get).toList()))
            .toList();
  }

  /** A part of every bar. */
  public record Part(String name, List<Double> values) {
    public Part {
      values = List.copyOf(values);
    }
  }

  @Override
  public ObjectNode spec() {
    ObjectNode spec = Json.object().put("kind", "bars").put("x", xLabel).put("y", yLabel);
    ArrayNode bars = spec.putArray("names");
    names.forEach(bars::add);
    ArrayNode all = spec.putArray("parts");
    for (Part part : parts) {
      ArrayNode values = all.addObject().put("name", part.name).putArray("values");
      part.values.forEach(v -> Numbers.add(values, v));
    }
    return spec;
  }

  @Override
  public String summary() {
    if (parts.size() > 1) {
      return parts.stream()
          .map(p -> "%s: %s in all.".formatted(p.name, Numbers.text(sum(p))))
          .collect(Collectors.joining(" "));
    }
    return IntStream.range(0, names.size())
        .boxed()
        .max(Comparator.comparingDouble(i -> parts.get(0).values.get(i)))
        .map(
            i ->
                "%s: highest at %s with %s."
                    .formatted(yLabel, names.get(i), Numbers.text(parts.get(0).values.get(i))))
        .orElse("");
  }

  private static double sum(Part part) {
    return part.values.stream().mapToDouble(v -> v).sum();
  }

  @Override
  public Table table() {
    List<String> columns = new ArrayList<>(List.of(xLabel));
    parts.forEach(p -> columns.add(p.name));
    List<List<String>> rows =
        IntStream.range(0, names.size())
            .mapToObj(
                i -> {
                  List<String> row = new ArrayList<>(List.of(names.get(i)));
                  parts.forEach(p -> row.add(Numbers.text(p.values.get(i))));
                  return row;
                })
            .collect(Collectors.toList());
    return new Table(title + ", " + yLabel, columns, rows, "");
  }
}
