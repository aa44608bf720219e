package dev.kindred.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code metrics.jsonl}: one JSON object a line with {@code time}, {@code stage}, {@code round},
 * {@code step}, {@code images} and the values by name. Object stores cannot append, so the whole
 * file is replaced, at most every few seconds and at the end: a few hundred bytes a round. Safe for
 * use by several threads.
 */
public final class MetricsLog implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final RunFolder folder;
  private final InstantSource clock;
  private final List<String> lines = new ArrayList<>();
  private Instant written;
  private boolean changed;
  private final List<MetricSink> sinks = new ArrayList<>();

  private MetricsLog(RunFolder folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
    this.written = clock.instant();
  }

  /** Shows what is added from now on there too; closes that with itself. */
  public synchronized void showIn(MetricSink sink) {
    sinks.add(sink);
  }

  /** Goes on with what the folder has. */
  public static MetricsLog open(RunFolder folder, InstantSource clock) {
    MetricsLog log = new MetricsLog(folder, clock);
    folder.read(RunFiles.METRICS).ifPresent(text -> text.lines().forEach(log.lines::add));
    return log;
  }

  /** Adds a line. */
  public synchronized void add(Moment moment, List<MetricValue> values) {
    ObjectNode node = Json.object();
    Instant now = clock.instant();
    sinks.forEach(s -> s.add(now, moment, values));
    node.put("time", now.toString());
    node.put("stage", moment.stage());
    node.put("round", moment.round());
    node.put("step", moment.step());
    node.put("images", moment.images());
    values.forEach(v -> node.put(v.name(), v.value()));
    lines.add(Json.line(node));
    changed = true;
    if (!clock.instant().isBefore(written.plus(EVERY))) {
      flush();
    }
  }

  /** Forgets what was measured after {@code round}: a resumed run does those rounds again. */
  public synchronized void forgetAfter(long round) {
    changed |=
        lines.removeIf(line -> Json.parse(line, RunFiles.METRICS).path("round").asLong() > round);
  }

  /** Forgets what evaluations of {@code round} measured: one that was cut short is made again. */
  public synchronized void forgetEvaluationsOf(long round) {
    changed |=
        lines.removeIf(
            line -> {
              JsonNode measured = Json.parse(line, RunFiles.METRICS);
              return measured.path("round").asLong() == round
                  && !measured.path("stage").asText().equals(Moment.TRAINING);
            });
  }

  /** All lines so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Brings the file up to date. */
  public synchronized void flush() {
    if (changed) {
      folder.write(RunFiles.METRICS, String.join("\n", lines) + "\n");
      changed = false;
      sinks.forEach(MetricSink::flush);
    }
    written = clock.instant();
  }

  @Override
  public synchronized void close() {
    flush();
    sinks.forEach(MetricSink::close);
  }
}
