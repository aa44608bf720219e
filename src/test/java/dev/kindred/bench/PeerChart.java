package dev.kindred.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws Recall@1 against images seen, Kindred beside the PyTorch peer, mean over seeds: see
 * docs/peer-comparison.md.
 *
 * <p>Arguments: title, output file, then pairs: {@code kindred} and a run's metrics.jsonl, or
 * {@code pytorch} and the output of the peer.
 */
public final class PeerChart {
  private static final Pattern SEEN = Pattern.compile("seen (\\d+) loss \\S+ \\[([0-9.]+),");

  private PeerChart() {}

  /** Writes the chart and prints the means. */
  public static void main(String[] args) throws IOException {
    Map<String, Map<Double, List<Double>>> curves = new TreeMap<>();
    for (int i = 2; i + 1 < args.length; i += 2) {
      Map<Double, List<Double>> curve = curves.computeIfAbsent(args[i], n -> new TreeMap<>());
      for (double[] point : args[i].equals("pytorch") ? peer(args[i + 1]) : run(args[i + 1])) {
        curve.computeIfAbsent(point[0], x -> new ArrayList<>()).add(point[1]);
      }
    }
    List<SvgChart.Series> series = new ArrayList<>();
    curves.forEach(
        (name, curve) -> {
          List<SvgChart.Point> points = new ArrayList<>();
          curve.forEach(
              (seen, recalls) -> {
                double mean = recalls.stream().mapToDouble(r -> r).average().orElseThrow();
                points.add(new SvgChart.Point(seen, mean));
                System.out.printf("%s %.0f %.2f %s%n", name, seen, mean, recalls);
              });
          series.add(new SvgChart.Series(name, points));
        });
    SvgChart chart = new SvgChart(args[0], "images seen", "Recall@1, %", series);
    Files.writeString(Path.of(args[1]), chart.svgFile());
  }

  private static List<double[]> peer(String file) throws IOException {
    List<double[]> points = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file))) {
      Matcher m = SEEN.matcher(line);
      if (m.find()) {
        points.add(new double[] {Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2))});
      }
    }
    return points;
  }

  private static List<double[]> run(String file) throws IOException {
    List<double[]> points = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(Path.of(file))) {
      JsonNode node = mapper.readTree(line);
      if (node.path("stage").asText().equals("test")) {
        points.add(
            new double[] {
              node.path("images").asDouble(), 100 * node.path("eval.recall_at_1").asDouble()
            });
      }
    }
    return points;
  }
}
