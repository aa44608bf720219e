package dev.kindred.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.model.Safetensors;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.run.Exit;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.LeasedFolder;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricsLog;
import dev.kindred.run.Moment;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.StopSignal;
import dev.kindred.train.ModelFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** publish, rollback and prune on real folders. */
class FolderCommandsTest {
  @TempDir Path temp;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private int minute;

  private int kindred(String... args) {
    said.reset();
    PrintStream both = new PrintStream(said, true, UTF_8);
    return Kindred.execute(new Wiring(), new StopSignal(), both, both, args);
  }

  private String said() {
    return said.toString(UTF_8).strip();
  }

  private String runs(String id) {
    return temp.resolve("runs/" + id).toString();
  }

  private String models() {
    return temp.resolve("models").toString();
  }

  /** A run whose validation recalls are those; its weights follow from the last. */
  private Path run(String id, double... recalls) throws IOException {
    return run(id, "", true, recalls);
  }

  private Path run(String id, String configuration, boolean done, double... recalls)
      throws IOException {
    return run(id, configuration, done, recalls, recalls);
  }

  private Path run(
      String id, String configuration, boolean done, double[] recalls, double[] averages)
      throws IOException {
    RunFolder folder = new RunFolder(runs(id), id, new Configuration());
    InstantSource clock =
        InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * minute++));
    RunSession.Request request =
        new RunSession.Request("run", "h", configuration, before -> List.of());
    try (RunSession session = RunSession.open(folder, request, clock).orElseThrow()) {
      RunFolder mine = session.folder();
      float last = (float) recalls[recalls.length - 1];
      StateDict weights =
          StateDict.of("w", List.of(new Tensor("a", new int[] {1}, new float[] {last})));
      mine.write(ModelFolder.WEIGHTS, out -> Safetensors.write(weights, Map.of(), out));
      mine.write(ModelFolder.CARD, "# " + id);
      try (MetricsLog metrics = MetricsLog.open(mine, clock)) {
        for (int i = 0; i < recalls.length; i++) {
          metrics.add(
              new Moment("validation", i, i, i),
              List.of(
                  Metric.VALIDATION_RECALL_AT_1.of(recalls[i]),
                  Metric.VALIDATION_MAP_AT_R.of(averages[i])));
        }
        metrics.add(
            new Moment("trained", 9, 9, 9), List.of(Metric.RECALL_AT_K.at(1, recalls[0] / 2)));
      }
      if (done) {
        session.succeed();
      }
    }
    return temp.resolve("runs/" + id);
  }

  private String current() throws IOException {
    return Files.readString(temp.resolve("models/current.json"));
  }

  private int publish(String id) {
    return kindred("publish", "--run", runs(id), "--to", models());
  }

  @Test
  void aBetterModelIsPublishedAndAWorseOneIsNot() throws IOException {
    run("a", 0.5, 0.6, 0.55);
    run("b", 0.58, 0.59);
    run("c", 0.61);
    assertThat(publish("a")).as(said()).isZero();
    assertThat(said()).startsWith("published a-").endsWith("validation.recall_at_1 0.6000");
    Path version;
    try (var versions = Files.list(temp.resolve("models/versions"))) {
      version = versions.toList().get(0);
    }
    assertThat(version.resolve("weights.safetensors"))
        .hasSameBinaryContentAs(temp.resolve("runs/a/model/weights.safetensors"));
    for (String file : List.of("README.md", "config.conf", "status.json", "metrics.jsonl")) {
      assertThat(version.resolve(file)).exists();
    }
    String before = current();
    assertThat(publish("b")).isZero();
    assertThat(said()).startsWith("not published: validation.recall_at_1 of b is 0.5900");
    assertThat(current()).isEqualTo(before);
    assertThat(publish("c")).isZero();
    assertThat(said()).startsWith("published c-").contains("before it a-");
    assertThat(current()).contains("\"run_id\" : \"c\"").contains("\"before\" : \"a-");
    assertThat(publish("c")).isZero();
    assertThat(said()).endsWith("is published already");
  }

  @Test
  void aModelIsComparedByTheFiguresOfItsOwnRound() throws IOException {
    double[] averages = {0.2, 0.4, 0.4, 0.3};
    double[] recalls = {0.5, 0.55, 0.6, 0.9};
    // The second state became the model, the first of those with the best MAP@R.
    run("a", "kindred.train.validation-metric = map-at-r", true, recalls, averages);
    run("b", 0.6);
    assertThat(publish("a")).as(said()).isZero();
    assertThat(said()).endsWith("validation.recall_at_1 0.5500");
    assertThat(publish("b")).as(said()).isZero();
    assertThat(said()).startsWith("published b-").endsWith(" 0.5500");
    // A run from before there was a choice was chosen by Recall@1.
    run("c", "", true, averages, recalls);
    String other = temp.resolve("other").toString();
    assertThat(
            kindred(
                "publish", "--run", runs("c"), "--to", other, "--metric", "validation.map_at_r"))
        .as(said())
        .isZero();
    assertThat(said()).endsWith("validation.map_at_r 0.5500");
    run("unknown", "kindred.train.validation-metric = beauty", true, recalls, averages);
    assertThat(publish("unknown")).isEqualTo(Exit.BAD_DATA.code());
    assertThat(said().lines()).hasSize(1);
    assertThat(said()).contains("kindred.train.validation-metric = \"beauty\"");
  }

  @Test
  void rollbackNamesTheOneBeforeAndWhatWasTakenBackStaysBack() throws IOException {
    run("a", 0.6);
    run("c", 0.7);
    assertThat(kindred("rollback", "--to", models())).isEqualTo(Exit.BAD_DATA.code());
    assertThat(temp.resolve("models")).doesNotExist();
    publish("a");
    String first = current();
    assertThat(kindred("rollback", "--to", models())).isEqualTo(Exit.BAD_DATA.code());
    assertThat(said()).contains("there is no version before a-");
    publish("c");
    assertThat(kindred("rollback", "--to", models())).as(said()).isZero();
    assertThat(said()).startsWith("current is a-").contains("c-");
    assertThat(current()).isEqualTo(first);
    assertThat(publish("c")).isZero();
    assertThat(said()).startsWith("not published: c-").contains("was published before");
    assertThat(current()).isEqualTo(first);
  }

  /** Between the version's folder and the name in current.json, with or without one before. */
  @Test
  void aPublishThatWasCutShortIsDoneAgain() throws IOException {
    run("a", 0.6);
    run("c", 0.7);
    publish("a");
    String first = current();
    Files.delete(temp.resolve("models/current.json"));
    assertThat(publish("a")).isZero();
    assertThat(said()).startsWith("published a-");
    publish("c");
    Files.writeString(temp.resolve("models/current.json"), first);
    assertThat(publish("c")).isZero();
    assertThat(said()).startsWith("published c-").contains("before it a-");
    assertThat(current()).contains("\"run_id\" : \"c\"").contains("\"before\" : \"a-");
    assertThat(publish("c")).isZero();
    assertThat(said()).endsWith("is published already");
    assertThat(publish("a")).isZero();
    assertThat(said())
        .as("a better one took its place")
        .startsWith("not published: validation.recall_at_1 of a is 0.6000");
    assertThat(kindred("rollback", "--to", models())).as(said()).isZero();
    assertThat(publish("c")).isZero();
    assertThat(said()).startsWith("not published: c-").contains("taken back");
    assertThat(current()).contains("\"run_id\" : \"a\"");
  }

  /** After the mark and before current.json: the same command goes on. */
  @Test
  void aRollbackThatWasCutShortIsDoneAgain() throws IOException {
    run("a", 0.6);
    run("c", 0.7);
    publish("a");
    publish("c");
    String second = current();
    kindred("rollback", "--to", models());
    Files.writeString(temp.resolve("models/current.json"), second);
    assertThat(publish("c")).isZero();
    assertThat(said()).endsWith("is published already");
    assertThat(kindred("rollback", "--to", models())).as(said()).isZero();
    assertThat(said()).startsWith("current is a-");
  }

  /** Then nothing tells it from one that was cut short. */
  @Test
  void whatWasTakenBackBeforeThereWereMarksStaysBack() throws IOException {
    run("a", 0.6);
    run("c", 0.7);
    publish("a");
    publish("c");
    kindred("rollback", "--to", models());
    String first = current();
    try (var versions = Files.list(temp.resolve("models/versions"))) {
      for (Path version : versions.toList()) {
        Files.deleteIfExists(version.resolve("withdrawn"));
        Path published = version.resolve("published.json");
        String text = Files.readString(published);
        assertThat(text).contains("\"format\" : 2");
        Files.writeString(published, text.replaceFirst(",\\s*\"format\" : 2", ""));
      }
    }
    assertThat(publish("c")).isZero();
    assertThat(said()).startsWith("not published: c-").contains("models/versions/c-");
    assertThat(current()).isEqualTo(first);
  }

  @Test
  void aMarginAndAnotherMetric() throws IOException {
    run("a", 0.60, 0.50);
    run("b", 0.61);
    String[] byRecall = {"--metric", "eval.recall_at_1", "--margin", "0.02"};
    assertThat(kindred("publish", "--run", runs("a"), "--to", models(), byRecall[0], byRecall[1]))
        .isZero();
    assertThat(said()).endsWith("eval.recall_at_1 0.3000");
    assertThat(publish("b")).isEqualTo(Exit.USAGE.code());
    assertThat(said()).contains("was chosen by eval.recall_at_1, not by validation.recall_at_1");
    String[] all = {"publish", "--run", runs("b"), "--to", models(), "", "", "", ""};
    System.arraycopy(byRecall, 0, all, 5, 4);
    assertThat(kindred(all)).isZero();
    assertThat(said()).startsWith("not published");
  }

  @Test
  void whatCannotBePublishedIsSaidAndChangesNothing() throws IOException {
    run("unfinished", "", false, 0.6);
    assertThat(publish("unfinished")).isEqualTo(Exit.BAD_DATA.code());
    assertThat(said()).contains("run unfinished is interrupted; finish it");
    assertThat(publish("missing")).isEqualTo(Exit.BAD_DATA.code());
    assertThat(said()).contains("this is no run's folder");
    Path damaged = run("damaged", 0.6).resolve("model/weights.safetensors");
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 2] ^= 1;
    Files.write(damaged, bytes);
    assertThat(publish("damaged")).isEqualTo(Exit.BAD_DATA.code());
    run("good", 0.6);
    assertThat(
            kindred("publish", "--run", runs("good"), "--to", models(), "--metric", "train.loss"))
        .isEqualTo(Exit.USAGE.code());
    assertThat(said().lines()).hasSize(1);
    assertThat(temp.resolve("models/current.json")).doesNotExist();
    assertThat(temp.resolve("models/versions")).doesNotExist();
  }

  @Test
  void ofTwoAtOnceTheBetterOneIsCurrentAtTheEnd() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      run("a", 0.6);
      run("b", 0.7);
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Integer>> both =
          List.of("a", "b").stream()
              .map(
                  id ->
                      threads.submit(
                          () -> {
                            go.await();
                            PrintStream none = new PrintStream(new ByteArrayOutputStream());
                            return Kindred.execute(
                                new Wiring(),
                                new StopSignal(),
                                none,
                                none,
                                "publish",
                                "--run",
                                runs(id),
                                "--to",
                                models());
                          }))
              .toList();
      go.countDown();
      for (Future<Integer> one : both) {
        assertThat(one.get()).isZero();
      }
      assertThat(current()).contains("\"run_id\" : \"b\"");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void oldRunsAreDeletedAndTheRestStays() throws IOException {
    run("store-owner", 0.1);
    run("another-owner", 0.1);
    run("oldest", 0.1);
    run("unfinished", "", false, 0.1);
    run("held", 0.1);
    run("newer", "store.path = \"file:" + runs("store-owner") + "/store\"", true, 0.1);
    run("near", "kindred.store.path = \"runs/another-owner/store\"", true, 0.1);
    run("newest", 0.1);
    Files.createDirectories(temp.resolve("runs/notes/deep"));
    RunFolder held = new RunFolder(runs("held"), "held", new Configuration());
    try (LeasedFolder lease = LeasedFolder.take(held, LeaseTerms.of(LeaseTerms.USUAL))) {
      assertThat(lease.lease().isLost()).isFalse();
      String[] prune = {"prune", "--runs", temp.resolve("runs").toString(), "--keep", "3"};
      String[] dry = {"prune", "--runs", prune[2], "--keep", "2", "--dry-run"};
      assertThat(kindred(dry)).isZero();
      assertThat(said()).contains("would delete oldest").doesNotContain("newest");
      assertThat(temp.resolve("runs/oldest/status.json")).exists();
      assertThat(kindred(prune)).as(said()).isZero();
      assertThat(said().lines())
          .containsExactlyInAnyOrder(
              "kept unfinished: it is interrupted",
              "kept store-owner: newer uses its store",
              "kept another-owner: near uses its store",
              "kept held: a process works in it",
              "deleted oldest");
    }
    assertThat(temp.resolve("runs/oldest")).doesNotExist();
    for (String stays :
        List.of(
            "store-owner",
            "another-owner",
            "unfinished",
            "held",
            "newer",
            "near",
            "newest",
            "notes/deep")) {
      assertThat(temp.resolve("runs/" + stays)).exists();
    }
    assertThat(kindred("prune", "--runs", temp.resolve("runs").toString(), "--keep", "0"))
        .isEqualTo(Exit.USAGE.code());
    assertThat(kindred("prune", "--runs", temp.resolve("nowhere").toString(), "--keep", "1"))
        .isEqualTo(Exit.BAD_DATA.code());
    assertThat(said().lines()).hasSize(1);
  }

  /** Of file systems, as credentials are; which data are meant is no matter. */
  @Test
  void settingsOfAConfigurationReachFileSystems() throws IOException {
    run("first", 0.5);
    String mounted = "spark.hadoop.fs.viewfs.mounttable.c.link./all";
    Path config =
        Files.writeString(
            temp.resolve("with.conf"),
            "kindred.spark.conf { \"%s\" = \"file:%s\" }".formatted(mounted, temp));
    String[] there = {
      "publish", "--run", "viewfs://c/all/runs/first", "--to", "viewfs://c/all/models"
    };
    assertThat(kindred(there)).isNotZero();
    List<String> told = new ArrayList<>(List.of(there));
    told.addAll(List.of("--config", config.toString()));
    assertThat(kindred(told.toArray(String[]::new))).as(said()).isZero();
    assertThat(temp.resolve("models/current.json")).exists();
    assertThat(
            kindred(
                "prune",
                "--runs",
                "viewfs://c/all/runs",
                "--keep",
                "1",
                "--set",
                "spark.conf.\"" + mounted + "\"=\"file:" + temp + "\""))
        .as(said())
        .isZero();
  }
}
