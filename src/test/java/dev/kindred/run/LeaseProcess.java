package dev.kindred.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Another process that works in a run's folder. */
final class LeaseProcess {
  static final Duration LEASE = Duration.ofSeconds(2);
  static final Duration LONG = Duration.ofSeconds(60);

  private LeaseProcess() {}

  /** Starts one; it says a line when it is at work. */
  static Process start(Path run, String what, String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx200m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            LeaseProcess.class.getName(),
            run.toString(),
            what));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  static RunSession session(Path run, Duration lease) {
    return RunSession.open(
            new RunFolder(run.toString(), "r1", new Configuration()),
            new RunSession.Request("train", "h", "a = 1", before -> List.of()),
            InstantSource.system(),
            LeaseTerms.of(lease),
            () -> {})
        .orElseThrow();
  }

  public static void main(String[] args) throws InterruptedException {
    Path run = Path.of(args[0]);
    try {
      switch (args[1]) {
        case "hold" -> hold(run, LEASE);
        case "hold-long" -> hold(run, LONG);
        case "hammer" -> hammer(run);
        default -> throw new IllegalArgumentException(args[1]);
      }
    } catch (KindredException e) {
      System.out.println(e.getMessage());
      System.exit(e.exit().code());
    }
  }

  /** Reports and writes as fast as it can, until that fails. */
  private static void hold(Path run, Duration lease) throws InterruptedException {
    try (RunSession session = session(run, lease)) {
      System.out.println("holding");
      for (int i = 0; i < 20_000; i++) {
        session.report(List.of(Metric.LOSS.of(i)));
        session.folder().write("big", out -> out.write(new byte[1 << 16]));
        session.folder().delete("big");
        Thread.sleep(1);
      }
    }
  }

  private static void hammer(Path run) {
    RunFolder folder = new RunFolder(run.toString(), "r1", new Configuration());
    int taken = 0;
    for (int i = 0; i < 2_000; i++) {
      try {
        new LeaseTaker(folder.fileSystem(), folder.root(), LeaseTerms.of(LEASE))
            .take(() -> {})
            .close();
        taken++;
      } catch (KindredException e) {
        // As it should be.
      }
    }
    System.out.println("taken " + taken);
  }
}
