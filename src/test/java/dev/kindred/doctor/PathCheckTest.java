package dev.kindred.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathCheckTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir Path temp;

  /** A network disk that is gone. */
  public static final class Silent extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("silent:///");
    }

    @Override
    public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
      try {
        Thread.sleep(Duration.ofDays(1).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("interrupted");
    }
  }

  private static PathNeed read(Path path) {
    return new PathNeed("kindred.data.path", path.toString(), PathNeed.Use.READ, true);
  }

  private static PathNeed written(Path path) {
    return new PathNeed("kindred.run.path", path.toString(), PathNeed.Use.WRITE, true);
  }

  private static Finding driver(PathNeed need) {
    try (PathCheck check = new PathCheck(new Configuration(), PATIENCE)) {
      return check.onDriver(List.of(need)).get(0);
    }
  }

  private static void failed(Finding f, String found) {
    assertThat(f.status()).as(f.found()).isEqualTo(Status.FAILED);
    assertThat(f.found()).contains(found);
    assertThat(f.remedy()).isNotEmpty();
  }

  @Test
  void whatIsMissingIsNamed() {
    failed(
        driver(read(temp.resolve("gone"))),
        "kindred.data.path = "
            + temp
            + "/gone cannot be read: file:"
            + temp
            + "/gone is not there");
  }

  @Test
  void whereNothingCanBeWritten() throws IOException {
    // Not even root may make files there.
    failed(driver(written(Path.of("/proc/runs/a"))), "cannot be written");
    Path file = Files.writeString(temp.resolve("file"), "x");
    failed(driver(written(file.resolve("run"))), "cannot be written");
    failed(driver(written(file)), "is a file, not a folder");
    PathNeed events =
        new PathNeed(
            "spark.eventLog.dir", temp.resolve("gone").toString(), PathNeed.Use.FILL, false);
    failed(driver(events), "gone is not there");
  }

  @Test
  void whatDoesNotAnswerIsAFinding() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.silent.impl", Silent.class, org.apache.hadoop.fs.FileSystem.class);
    try (PathCheck check = new PathCheck(hadoop, Duration.ofMillis(300))) {
      PathNeed need = new PathNeed("kindred.data.path", "silent:///a", PathNeed.Use.READ, true);
      failed(
          check.onDriver(List.of(need)).get(0),
          "silent:///a cannot be read: no answer within 0.3 s");
    }
  }

  @Test
  void whatIsWrittenIsDeletedAgainAndNothingIsMade() throws IOException {
    Path run = temp.resolve("runs/a");
    try (PathCheck check = new PathCheck(new Configuration(), PATIENCE)) {
      assertThat(check.onDriver(List.of(written(run))).get(0).status()).isEqualTo(Status.OK);
      assertThat(names()).hasSize(1).allMatch(name -> name.startsWith(PathProbe.NAME));
      List<PathProbe> probes = check.forExecutors();
      assertThat(asked(probes)).extracting(Finding::status).containsExactly(Status.OK);
    }
    assertThat(names()).isEmpty();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  private static List<Finding> asked(List<PathProbe> probes) {
    return PathCheck.ofExecutors(
        List.of(
            new Asked<>(new Peer("1", "h"), PathCheck.onExecutor(probes, new Configuration()))));
  }

  @Test
  void executorsLookForWhatTheDriverSaw() throws IOException {
    Path data = Files.createDirectories(temp.resolve("data/a"));
    Path image = Files.writeString(data.resolve("1.jpg"), "xyz");
    try (PathCheck check = new PathCheck(new Configuration(), PATIENCE)) {
      check.onDriver(List.of(read(temp.resolve("data"))));
      List<PathProbe> probes = check.forExecutors();
      assertThat(probes)
          .singleElement()
          .satisfies(p -> assertThat(p.witness()).endsWith("a/1.jpg"));
      assertThat(asked(probes)).extracting(Finding::status).containsExactly(Status.OK);
      Files.writeString(image, "another disk");
      failed(asked(probes).get(0), "is another file than the driver's");
      Files.delete(image);
      failed(asked(probes).get(0), "1.jpg is not there");
      assertThat(asked(probes).get(0).where()).isEqualTo("executor 1 on h");
    }
  }

  @Test
  void theFileSystemHasToHaveRoomForTheRun() {
    try (PathCheck check = new PathCheck(new Configuration(), PATIENCE)) {
      check.onDriver(List.of(written(temp)));
      PathProbe probe = check.forExecutors().get(0);
      Configuration hadoop = new Configuration();
      assertThat(DiskCheck.ofFolder(probe, hadoop, 1000, "store").status()).isEqualTo(Status.OK);
      failed(DiskCheck.ofFolder(probe, hadoop, 1L << 60, "store"), "store take about");
    }
  }
}
