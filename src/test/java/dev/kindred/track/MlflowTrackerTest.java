package dev.kindred.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.Metric;
import dev.kindred.run.Moment;
import dev.kindred.track.MlflowTracker.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are no help; one that works is in MlflowIT. */
@Timeout(60)
class MlflowTrackerTest {
  private static final TrackedRun RUN = new TrackedRun("r", "file:/r", Map.of("a", "b"), Map.of());
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofSeconds(2));

  private static Duration measure(String uri) {
    long start = System.nanoTime();
    try (MlflowTracker tracker = new MlflowTracker(uri, "kindred", RUN, Map.of(), SHORT)) {
      // More than the queue holds.
      for (int round = 0; round < 30_000; round++) {
        tracker.add(
            Instant.EPOCH, new Moment("train", round, round, round), List.of(Metric.LOSS.of(0.5)));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      tracker.attach("report.html", new byte[10]);
      tracker.ends(End.FINISHED);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void aServerThatIsNotThereCostsNothing() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    assertThat(measure("http://me:secret@127.0.0.1:" + closed)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void aServerThatHangsCostsNothing() throws IOException {
    // Takes connections, and never answers.
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(measure("http://127.0.0.1:" + socket.getLocalPort()))
          .isLessThan(Duration.ofSeconds(6));
    }
  }

  @Test
  void anAddressThatIsNoneCostsNothing() {
    assertThat(measure("http://no such host/")).isLessThan(Duration.ofSeconds(6));
  }
}
