package dev.kindred.cli;

import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Why a driver elsewhere has failed, for whoever submitted it: its exit status and its line, in a
 * file of one submission among the run's temporary ones. {@code status.json} does not say it where
 * a driver never got hold of the run.
 */
@DriverOnly
final class Outcome {
  private final Path file;
  private final Configuration hadoop;

  Outcome(String file, Configuration hadoop) {
    this.file = new Path(file);
    this.hadoop = hadoop;
  }

  /** A path that no other submission has. */
  static String freshFile(RunFolder run) {
    return run.path(RunFiles.TEMPORARY) + "/outcome-" + UUID.randomUUID();
  }

  /** Leaves it, if that can be done. */
  void write(Failure failure, String message) {
    try (OutputStream out = file.getFileSystem(hadoop).create(file, true)) {
      String text = failure.exit().code() + "\n" + message;
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
      // The line is in the driver's log as well.
    }
  }

  /** Takes what the driver has left, and removes it. */
  Optional<KindredException> take() {
    try {
      FileSystem fs = file.getFileSystem(hadoop);
      if (!fs.exists(file)) {
        return Optional.empty();
      }
      String text;
      try (var in = fs.open(file)) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      fs.delete(file, false);
      // Only if nothing else is in it, and so for the run's folder.
      removeEmpty(fs, file.getParent());
      removeEmpty(fs, file.getParent().getParent());
      int end = text.indexOf('\n');
      int code = Integer.parseInt(text.substring(0, end));
      return Arrays.stream(Exit.values())
          .filter(exit -> exit.code() == code)
          .findFirst()
          .map(exit -> new KindredException(exit, text.substring(end + 1)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static void removeEmpty(FileSystem fs, Path folder) throws IOException {
    if (fs.exists(folder) && fs.listStatus(folder).length == 0) {
      fs.delete(folder, false);
    }
  }
}
