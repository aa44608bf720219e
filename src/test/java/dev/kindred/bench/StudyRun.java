package dev.kindred.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a run's {@code metrics.jsonl} says.
 *
 * @param points Recall@1 on the test classes on the way
 * @param rounds how the time of each round divides
 */
record StudyRun(List<Point> points, List<Round> rounds) {
  StudyRun {
    points = List.copyOf(points);
    rounds = List.copyOf(rounds);
  }

  /**
   * One evaluation.
   *
   * @param images seen before
   * @param minutes of all rounds before, evaluations left out
   * @param recall at 1, in percent
   */
  record Point(long images, double minutes, double recall) {}

  /** Seconds of one round; sending is what is left of it. */
  record Round(
      long images, double seconds, double input, double compute, double send, double average) {}

  static StudyRun read(Path metrics) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<Point> points = new ArrayList<>();
    List<Round> rounds = new ArrayList<>();
    double seconds = 0;
    long before = 0;
    for (String line : Files.readAllLines(metrics)) {
      JsonNode node = mapper.readTree(line);
      long images = node.path("images").asLong();
      switch (node.path("stage").asText()) {
        case "train" -> {
          double round = node.path("round.seconds").asDouble();
          seconds += round;
          rounds.add(
              new Round(
                  images - before,
                  round,
                  node.path("round.input_seconds").asDouble(),
                  node.path("round.compute_seconds").asDouble(),
                  node.path("round.send_seconds").asDouble(),
                  node.path("round.average_seconds").asDouble()));
          before = images;
        }
        case "test" -> points.add(new Point(images, seconds / 60, recall(node)));
        default -> {}
      }
    }
    return new StudyRun(points, rounds);
  }

  /** Recall@1 of the pretrained features in percent, which {@code run} measures before training. */
  static OptionalDouble pretrained(Path metrics) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(metrics)) {
      JsonNode node = mapper.readTree(line);
      if (node.path("stage").asText().equals("pretrained")) {
        return OptionalDouble.of(recall(node));
      }
    }
    return OptionalDouble.empty();
  }

  private static double recall(JsonNode node) {
    return 100 * node.path("eval.recall_at_1").asDouble();
  }
}
