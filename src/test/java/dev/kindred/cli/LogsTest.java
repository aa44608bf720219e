package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.config.SecretValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogsTest {
  private static final Logger LOG = LoggerFactory.getLogger(LogsTest.class);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  private final PrintStream before = System.err;

  private static LogShape shape(boolean json) {
    SecretValues secrets = new SecretValues();
    secrets.learn("my.password", "planted1");
    return new LogShape(secrets, "run-1", LogShape.DRIVER, json);
  }

  @AfterEach
  void restore() {
    System.setErr(before);
    Logs.shape(new LogShape(new SecretValues(), "", LogShape.DRIVER, false));
  }

  private static List<String> jsonLines(Runnable work) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    LogShape shape = shape(true);
    Logs.shape(shape);
    System.setErr(JsonStream.over(err, shape, CLOCK));
    work.run();
    System.err.flush();
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void inTextTheRunStandsInEachLine() {
    Log4jLogEvent event =
        Log4jLogEvent.newBuilder()
            .setLevel(Level.WARN)
            .setMessage(new SimpleMessage("a planted1\n  b"))
            .setThrown(new IllegalStateException("c\nd", new IOException("planted1")))
            .build();
    String line = new LineEvents(shape(false)).rewrite(event).getMessage().getFormattedMessage();
    assertThat(line)
        .startsWith(
            "[run-1 driver] a *** | b | java.lang.IllegalStateException: c | d | java.io.IOException: *** at dev.kindred.cli.LogsTest")
        .doesNotContain("\n");
  }

  @Test
  void inJsonEverythingIsAnObject() throws IOException {
    List<String> lines =
        jsonLines(
            () -> {
              LOG.warn("two\nlines {}", "planted1", new IOException("planted1"));
              System.err.println("train  120/240 images \"x\"");
              System.err.print("\rdrawn again");
              System.err.print("\rand again\n");
            });
    assertThat(lines).hasSize(4);
    ObjectMapper mapper = new ObjectMapper();
    JsonNode logged = mapper.readTree(lines.get(0));
    assertThat(logged.path("run").asText()).isEqualTo("run-1");
    assertThat(logged.path("process").asText()).isEqualTo("driver");
    assertThat(logged.path("level").asText()).isEqualTo("WARN");
    assertThat(logged.path("logger").asText()).isEqualTo(LogsTest.class.getName());
    assertThat(logged.path("message").asText())
        .startsWith("two | lines *** | java.io.IOException: ***");
    assertThat(mapper.readTree(lines.get(1)).path("message").asText())
        .isEqualTo("train  120/240 images \"x\"");
    assertThat(mapper.readTree(lines.get(3)).path("message").asText()).isEqualTo("and again");
  }

  @Test
  void anotherShapeReplacesTheFirst() {
    jsonLines(() -> {});
    List<String> lines = jsonLines(() -> LOG.warn("once"));
    assertThat(lines).hasSize(1);
  }
}
