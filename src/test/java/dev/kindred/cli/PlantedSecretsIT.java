package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.testing.UserInfoFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets in URLs of every kind of path, in lists, and in settings of every kind of file system.
 */
@Tag("real")
class PlantedSecretsIT {
  private static final String PLANTED = "planted-";
  private static final SharedSpark JOBS = new SharedSpark();

  @TempDir Path temp;

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  private String url(String where, Path path) {
    return "login://me:" + PLANTED + where + "@host" + path.toAbsolutePath();
  }

  @BeforeEach
  void images() throws IOException {
    List<Path> images = Emoji.copy(temp.resolve("data"), 8, 4);
    StringBuilder table = new StringBuilder("path,class,split\n");
    for (int i = 0; i < images.size(); i++) {
      Path image = images.get(i);
      // As a list made elsewhere: URLs with the login.
      table
          .append(url("data", image))
          .append(',')
          .append(image.getParent().getFileName())
          .append(i < 16 ? ",train\n" : ",test\n");
    }
    Path broken = Files.writeString(temp.resolve("data/broken.png"), "\u0089PNG\r\n\u001a\n");
    table.append(url("data", broken)).append(",broken,test\n");
    Files.writeString(temp.resolve("data/list.csv"), table);
  }

  private SmallRuns.Ended command(String name, Path run, String... more) {
    List<String> keys =
        new ArrayList<>(
            List.of(
                "spark.master=local[1]",
                "spark.executors=1",
                "spark.conf.spark.hadoop.fs.login.impl=" + UserInfoFileSystem.class.getName(),
                "spark.conf.spark.hadoop.fs.s3a.encryption.key=" + PLANTED + "sse",
                "spark.conf.spark.hadoop.fs.azure.sas.fixed.token=" + PLANTED + "sas",
                "spark.conf.spark.hadoop.fs.s3a.bucket.mine.secret.key=" + PLANTED + "bucket",
                "spark.conf.spark.yarn.appMasterEnv.DB_PASS=" + PLANTED + "master",
                "spark.conf.spark.executorEnv.SIGNING_KEY=" + PLANTED + "signing",
                "spark.conf.spark.executorEnv.PROXY=http://" + PLANTED + "user@proxy:80",
                "spark.conf.spark.hadoop.a.json={\"password\": \"" + PLANTED + "json\"}",
                "spark.conf.spark.hadoop.an.url=https://h/x?X-Goog-Signature=" + PLANTED + "sig",
                "store.path=" + url("store", temp.resolve("store")),
                "data.broken-share=0.5",
                "sampling.classes-per-batch=2",
                "evaluate.recall-at=[1]"));
    keys.addAll(List.of(more));
    return SmallRuns.execute(
        JOBS,
        SmallRuns.args(
            name,
            url("data", temp.resolve("data")),
            url("run", run),
            1,
            keys.toArray(String[]::new)));
  }

  /** Files that have it, each with what stands around it. */
  private List<String> holding() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = text.indexOf(PLANTED);
        if (at >= 0 && !file.equals(temp.resolve("data/list.csv"))) {
          String around = text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 40));
          found.add(temp.relativize(file) + ": " + around);
        }
      }
    }
    return found;
  }

  @Test
  void noneIsWrittenOrSaid() throws Exception {
    Path run = temp.resolve("run");
    SmallRuns.Ended ended = command("run", run);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(run.resolve("_SUCCESS")).exists();
    assertThat(run.resolve("report.html")).exists();
    assertThat(ended.out()).doesNotContain(PLANTED);
    assertThat(ended.err()).doesNotContain(PLANTED);
    assertThat(holding()).isEmpty();
  }

  @Test
  void noErrorShowsOne() throws Exception {
    String gone = url("gone", temp.resolve("gone"));
    for (String key : List.of("data.path", "store.path", "backbone.weights", "train.seed")) {
      SmallRuns.Ended ended = command("train", temp.resolve("failed"), key + "=" + gone);
      assertThat(ended.code()).as(key + ended.err()).isNotZero();
      assertThat(ended.err()).as(key).contains("kindred: ").doesNotContain(PLANTED);
      assertThat(ended.out()).as(key).doesNotContain(PLANTED);
    }
    SmallRuns.Ended deep = command("train", temp.resolve("failed"), "spark.password=" + gone);
    assertThat(deep.code()).isEqualTo(64);
    assertThat(deep.err()).doesNotContain(PLANTED);
    assertThat(holding()).isEmpty();
  }
}
