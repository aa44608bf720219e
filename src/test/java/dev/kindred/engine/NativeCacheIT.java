package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of one host that start together, with nothing unpacked yet. */
class NativeCacheIT {
  private static final int PROCESSES = 3;

  /** Computes something, so that the library is really there. */
  public static final class Loads {
    private Loads() {}

    public static void main(String[] args) {
      Engine engine = BothEngines.named("torch");
      engine.load();
      System.out.println("computes with " + engine.describe());
    }
  }

  private static Process start(Path cache, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dorg.bytedeco.javacpp.cachedir=" + cache,
            "-XX:ErrorFile=" + log + ".crash",
            "-cp",
            System.getProperty("java.class.path"),
            Loads.class.getName())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  @Test
  void allOfThemLoadTheLibrary(@TempDir Path dir) throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(start(dir.resolve("cache"), dir.resolve("log" + i)));
    }
    for (int i = 0; i < PROCESSES; i++) {
      assertThat(processes.get(i).waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(dir.resolve("log" + i)).content().contains("computes with libtorch");
      assertThat(processes.get(i).exitValue()).isZero();
    }
    try (Stream<Path> files = Files.list(dir.resolve("cache"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .anyMatch(name -> name.startsWith("unpacked-libtorch-"));
    }
  }
}
