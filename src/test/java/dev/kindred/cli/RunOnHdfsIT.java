package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.dataset.Miniatures;
import dev.kindred.run.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Raw images, store, checkpoints and report of a run on a real HDFS of three DataNodes with two
 * copies of each block, executors as processes of their own. A DataNode that holds the images
 * trained on is lost in mid-run.
 */
@Tag("real")
class RunOnHdfsIT {
  private static final int ROUNDS = 4;
  private static final String CHECKPOINT = RunFiles.CHECKPOINTS + "/round-%08d";

  @TempDir private static java.nio.file.Path temp;
  private static MiniDFSCluster hdfs;
  private static FileSystem fs;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.setInt("dfs.replication", 2);
    hdfs = new MiniDFSCluster.Builder(conf, temp.resolve("hdfs").toFile()).numDataNodes(3).build();
    fs = hdfs.getFileSystem();
    java.nio.file.Path raw = temp.resolve("raw");
    Miniatures.write("sop", raw, 6, 4);
    fs.copyFromLocalFile(new Path(raw.toUri()), new Path("/data"));
  }

  @AfterAll
  static void stop() {
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @Test
  void aRunSurvivesTheLossOfADataNode() throws Exception {
    Path run = new Path(hdfs.getURI() + "/runs/one");
    List<String> more = List.of("train.checkpoint.every-rounds=1");
    CompletableFuture<SmallRuns.Ended> running =
        CompletableFuture.supplyAsync(
            () -> SmallRuns.execute(new Wiring(), args("run", run, more)));
    Path second = new Path(run, CHECKPOINT.formatted(2));
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> running.isDone() || fs.exists(second));
    assertThat(running).as("training goes on").isNotDone();
    hdfs.stopDataNode(holderOf(shard(run)));
    assertThat(fs.exists(new Path(run, CHECKPOINT.formatted(ROUNDS))))
        .as("the node was lost before the last round")
        .isFalse();

    SmallRuns.Ended ended = running.get(10, TimeUnit.MINUTES);
    assertThat(ended.code()).as("%s%n%s", ended.err(), ended.out()).isZero();
    assertThat(ended.out())
        .contains("warning: Stanford Online Products differs from the published data set")
        .contains("in %d rounds".formatted(ROUNDS))
        .contains("raw 16x16 pixels")
        .contains("untrained");
    Map<String, String> files = readAll(run);
    assertThat(files.get(RunFiles.REPORT)).contains("<html");
    assertThat(files.get(RunFiles.STATUS)).contains("\"done\"");
    assertThat(files)
        .containsKeys(
            RunFiles.SUCCESS,
            RunFiles.METRICS,
            RunFiles.PROVENANCE,
            CHECKPOINT.formatted(ROUNDS - 1),
            CHECKPOINT.formatted(ROUNDS));
    SmallRuns.Ended again = SmallRuns.execute(new Wiring(), args("evaluate", run, more));
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(trained(again)).as("from the model and the store").isEqualTo(trained(ended));
  }

  private static List<String> args(String command, Path run, List<String> more) {
    List<String> args =
        SmallRuns.args(
            command, hdfs.getURI() + "/data", run.toString(), ROUNDS, more.toArray(String[]::new));
    args.addAll(List.of("--conf", "spark.hadoop.dfs.replication=2"));
    return args;
  }

  /** The line of the summary that holds the trained model's recall. */
  private static String trained(SmallRuns.Ended ended) {
    return ended
        .out()
        .lines()
        .filter(l -> l.startsWith("trained ") && !l.startsWith("trained on"))
        .findFirst()
        .orElseThrow()
        .replaceAll(" +", " ");
  }

  private static Path shard(Path run) throws IOException {
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(new Path(run, RunFiles.STORE), true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (file.getName().equals("shard-00000.tar")) {
        return file;
      }
    }
    throw new AssertionError("no shard in " + run);
  }

  /** Number of the DataNode that a reader of a file turns to first. */
  private static int holderOf(Path file) throws IOException {
    String first = fs.getFileBlockLocations(file, 0, 1)[0].getNames()[0];
    List<String> ports = new ArrayList<>();
    hdfs.getDataNodes().forEach(n -> ports.add(":" + n.getXferAddress().getPort()));
    for (int i = 0; i < ports.size(); i++) {
      if (first.endsWith(ports.get(i))) {
        return i;
      }
    }
    throw new AssertionError(first + " is none of " + ports);
  }

  /** Every file below a folder, to its last byte. */
  private static Map<String, String> readAll(Path folder) throws IOException {
    Map<String, String> read = new HashMap<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(folder, true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      try (InputStream in = fs.open(file.getPath())) {
        byte[] bytes = in.readAllBytes();
        assertThat(bytes).hasSize(Math.toIntExact(file.getLen()));
        String name = file.getPath().toString().substring(folder.toString().length() + 1);
        read.put(name, bytes.length > 1 << 22 ? "" : new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return read;
  }
}
