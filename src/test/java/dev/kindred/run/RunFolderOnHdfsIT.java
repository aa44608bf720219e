package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run's folder on a real HDFS, where a rename does not replace by itself. */
class RunFolderOnHdfsIT {
  @TempDir static Path temp;
  private static MiniDFSCluster hdfs;

  @BeforeAll
  static void start() throws IOException {
    hdfs =
        new MiniDFSCluster.Builder(new Configuration(), temp.resolve("hdfs").toFile())
            .numDataNodes(1)
            .build();
  }

  @AfterAll
  static void stop() {
    if (hdfs != null) {
      hdfs.close();
    }
  }

  private static RunFolder folder(String name) {
    return new RunFolder(hdfs.getURI() + "/runs/" + name, "r1", new Configuration());
  }

  @Test
  void filesAreReplacedWhole() {
    RunFolder folder = folder("files");
    folder.write("a.txt", "one");
    folder.write("a.txt", "two");
    assertThat(folder.read("a.txt")).contains("two");
    assertThatThrownBy(
            () ->
                folder.write(
                    "a.txt",
                    out -> {
                      throw new IOException("broken pipe");
                    }))
        .hasMessageContaining("broken pipe");
    assertThat(folder.read("a.txt")).contains("two");
  }

  @Test
  void aRunWorksAndLocks() {
    HandClock clock = new HandClock();
    RunSession.Request request = new RunSession.Request("train", "h", "a = 1", before -> List.of());
    try (RunSession session = RunSession.open(folder("run"), request, clock).orElseThrow();
        MetricsLog log = MetricsLog.open(session.folder(), clock)) {
      assertThatThrownBy(() -> RunSession.open(folder("run"), request, clock))
          .hasMessageContaining("try again later");
      log.add(new Moment("train", 1, 1, 1), List.of(Metric.LOSS.of(1)));
      log.flush();
      session.succeed();
    }
    assertThat(folder("run").exists(RunFiles.SUCCESS)).isTrue();
    assertThat(folder("run").read(RunFiles.METRICS)).isPresent();
    assertThat(RunSession.open(folder("run"), request, clock)).isEmpty();
  }
}
