package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script as cron, containers, other users and careful ones start it. */
class HardPlacesIT {
  private static final String PLANTED = "planted-in-";

  @TempDir Path temp;

  private Process start(Map<String, String> environment, String... args) throws IOException {
    Path link = temp.resolve("bin/kindred");
    if (!Files.isSymbolicLink(link)) {
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(
          temp.resolve("bin/other"), Path.of("submit/kindred").toAbsolutePath());
      Files.createSymbolicLink(link, Path.of("other"));
    }
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "umask 077; exec \"$@\"", "_", link.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(temp.resolve("cwd")).toFile())
            .redirectOutput(temp.resolve("out").toFile())
            .redirectError(temp.resolve("err").toFile());
    Map<String, String> all = new TreeMap<>(environment);
    all.put("PATH", System.getenv("PATH"));
    all.put("LC_ALL", "POSIX");
    all.put("CDPATH", ".:/usr:" + temp);
    all.put("TMPDIR", Files.createDirectories(temp.resolve("tmp of mine")).toString());
    String java = System.getenv("JAVA_HOME");
    if (java != null) {
      all.put("JAVA_HOME", java);
    }
    String options = System.getenv("JAVA_TOOL_OPTIONS");
    if (options != null) {
      // Of the other variable Java says in a line that it takes it.
      all.putIfAbsent("KINDRED_JAVA_OPTIONS", options);
    }
    builder.environment().clear();
    builder.environment().putAll(all);
    return builder.start();
  }

  private String shown(String name) throws IOException {
    return Files.readString(temp.resolve(name));
  }

  private List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("tmp of mine"))) {
      return files.filter(f -> f.getFileName().toString().startsWith("kindred-run-")).toList();
    }
  }

  private Path images() throws IOException {
    // Java in a POSIX locale cannot name them; the shell can.
    Path image = temp.resolve("image.png");
    ImageIO.write(new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    String script =
        "for c in a b c $'caf\\xc3\\xa9'; do mkdir -p data/$c;"
            + " for i in 1 2 3 $'\\xc3\\xbc'; do cp image.png data/$c/$i.png; done; done";
    Process process =
        new ProcessBuilder("bash", "-c", script).directory(temp.toFile()).inheritIO().start();
    try {
      assertThat(process.waitFor()).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return temp.resolve("data");
  }

  private Path configuration() throws IOException {
    return Files.writeString(
        temp.resolve("my.conf"),
        """
        kindred {
          data.path = "%s"
          spark {
            executors = 1
            executor-heap-mb = 600
            conf {
              "spark.hadoop.fs.s3a.secret.key" = planted-in-file-1
              "spark.hadoop.a.url" = "https://me:planted-in-url-2@host/x"
              "spark.authenticate" = true
              "spark.authenticate.secret" = ${A_SECRET}
              "spark.executorEnv.MY_TOKEN" = planted-in-env-4
              "spark.executor.extraJavaOptions" = "-Djavax.net.ssl.keyStorePassword=planted-in-opt-5"
            }
          }
        }
        """
            .formatted(images()));
  }

  @Test
  void everyImageIsKeptAndNoSecretIsWrittenDown() throws Exception {
    Path run = temp.resolve("run");
    Process process =
        start(
            Map.of(
                "A_SECRET",
                "planted-in-var-3",
                "AWS_SECRET_ACCESS_KEY",
                "planted-in-aws-6",
                "KINDRED_JAVA_OPTIONS",
                "-Djavax.net.ssl.trustStorePassword=planted-in-java-7 -Da=b"),
            "prepare",
            "--verbose",
            "-c",
            configuration().toString(),
            "--set",
            "run.path=" + run);
    Set<String> commands = new LinkedHashSet<>();
    Map<Path, String> logs = new TreeMap<>();
    while (!process.waitFor(300, TimeUnit.MILLISECONDS)) {
      commands.addAll(CommandLines.containing(PLANTED));
      for (Path session : temporary()) {
        logs.putAll(texts(session.resolve("home/work")));
      }
    }
    assertThat(process.exitValue()).as(shown("err")).isZero();
    assertThat(shown("out")).contains(": 16 images, 0 left out");
    assertThat(commands).isEmpty();
    assertThat(logs).isNotEmpty();
    assertThat(logs.values()).noneMatch(text -> text.contains(PLANTED));
    assertThat(shown("err")).contains("Launch command").doesNotContain(PLANTED);
    assertThat(shown("out")).doesNotContain(PLANTED);
    Map<Path, String> kept = texts(run);
    assertThat(kept.values()).hasSizeGreaterThan(5).noneMatch(text -> text.contains(PLANTED));
    assertThat(kept.get(run.resolve("config.conf")))
        .contains("\"spark.hadoop.fs.s3a.secret.key\" = \"*** (redacted)\"");
    for (Path file : kept.keySet()) {
      assertThat(Files.getPosixFilePermissions(file))
          .as("%s", file)
          .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
    assertThat(temporary()).isEmpty();
    assertThat(temp.resolve("cwd")).isEmptyDirectory();
  }

  private static Map<Path, String> texts(Path folder) throws IOException {
    Map<Path, String> texts = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file :
            files.filter(f -> Files.isRegularFile(f) && !f.toString().endsWith(".jar")).toList()) {
          texts.put(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return texts;
  }

  @Test
  void whatAKilledRunLeftGoesAndWhatALiveOneNeedsStays() throws Exception {
    Path tmp = Files.createDirectories(temp.resolve("tmp of mine"));
    Path dead = Files.createDirectories(tmp.resolve("kindred-run-deadbeef"));
    Files.createFile(dead.resolve("lock"));
    Path live = Files.createDirectories(tmp.resolve("kindred-run-livelive"));
    Path young = Files.createDirectories(tmp.resolve("kindred-run-young123"));
    Process holder = new ProcessBuilder("flock", live.resolve("lock").toString(), "cat").start();
    org.awaitility.Awaitility.await().until(() -> Files.exists(live.resolve("lock")));
    Process process = start(Map.of(), "--version");
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(shown("err")).isZero();
    assertThat(shown("err")).isEmpty();
    assertThat(temporary()).containsExactlyInAnyOrder(live, young);
    holder.destroyForcibly();
  }

  @Test
  void theFolderGoesWhenTheDriverIsKilled() throws Exception {
    Process process =
        start(
            Map.of(),
            "prepare",
            "--set",
            "data.path=" + images(),
            "--set",
            "run.path=" + temp.resolve("run"));
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofMinutes(1))
        .until(() -> temp.resolve("run/status.json").toFile().exists());
    ProcessHandle driver = process.descendants().filter(p -> isDriver(p)).findFirst().orElseThrow();
    driver.destroyForcibly();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(137);
    assertThat(temporary()).isEmpty();
  }

  private static boolean isDriver(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("dev.kindred.cli.Kindred");
  }
}
