package dev.kindred.cli;

import dev.kindred.run.AtomicFiles;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;

/**
 * Copies a file or folder of this machine to the cluster's file system, below {@code
 * .kindred/shipped} of the user's folder, under a name that is a hash of its content: the same
 * content travels once, and a run that is started again finds the same path.
 */
final class Shipment {
  private static final String FOLDER = ".kindred/shipped";
  private static final String COMPLETE = "_SUCCESS";
  private static final int DIGITS = 20;
  private static final int THREADS = 8;
  private static final int BUFFER = 1 << 16;

  private final FileSystem fs;
  private final Progress.Display display;

  /**
   * @param fs the cluster's
   */
  Shipment(FileSystem fs, Progress.Display display) {
    this.fs = fs;
    this.display = display;
  }

  /**
   * Copies, unless that has been done.
   *
   * @param local an existing file or folder
   * @param beside further files that go into the same folder
   * @return the copy, with its file system
   */
  String ship(Path local, List<Path> beside) {
    try {
      Path named = local.toRealPath();
      Path base = local.toAbsolutePath().normalize();
      List<Path> files = new java.util.ArrayList<>(filesOf(base));
      files.addAll(beside.stream().map(p -> p.toAbsolutePath().normalize()).toList());
      var home = new org.apache.hadoop.fs.Path(fs.getHomeDirectory(), FOLDER);
      var target = new org.apache.hadoop.fs.Path(home, hash(base.getParent(), files));
      if (!fs.exists(new org.apache.hadoop.fs.Path(target, COMPLETE))) {
        copy(base.getParent(), files, home, target, named);
      }
      return fs.makeQualified(new org.apache.hadoop.fs.Path(target, base.getFileName().toString()))
          .toString();
    } catch (IOException | UncheckedIOException e) {
      throw new KindredException(
          Exit.FAILED,
          "%s cannot be copied to %s: %s; check rights and quota there, or copy it yourself and name the copy"
              .formatted(local, fs.getUri(), e.getMessage()),
          e);
    }
  }

  private static List<Path> filesOf(Path base) throws IOException {
    try (Stream<Path> walk = Files.walk(base, FileVisitOption.FOLLOW_LINKS)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String hash(Path parent, List<Path> files) throws IOException {
    try (Progress progress =
        display.start("reading what is to be copied", "files", 0, files.size())) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      long done = 0;
      for (Path file : files) {
        digest.update(parent.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
        progress.update(++done, "");
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void copy(
      Path parent,
      List<Path> files,
      org.apache.hadoop.fs.Path home,
      org.apache.hadoop.fs.Path target,
      Path named)
      throws IOException {
    boolean renames = AtomicFiles.renames(fs);
    var aside = renames ? new org.apache.hadoop.fs.Path(home, "_tmp-" + UUID.randomUUID()) : target;
    try {
      fs.mkdirs(aside);
      copyAll(parent, files, aside, named);
      fs.create(new org.apache.hadoop.fs.Path(aside, COMPLETE), true).close();
      if (renames) {
        AtomicFiles.rename(fs, aside, target);
      }
    } catch (IOException e) {
      // Another process that ships the same may have been first.
      if (!fs.exists(new org.apache.hadoop.fs.Path(target, COMPLETE))) {
        throw e;
      }
    } finally {
      if (renames) {
        fs.delete(aside, true);
      }
    }
  }

  private void copyAll(Path parent, List<Path> files, org.apache.hadoop.fs.Path to, Path named)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    AtomicLong done = new AtomicLong();
    try (Progress progress =
        display.start("copying " + named + " to " + fs.getUri(), "files", 0, files.size())) {
      List<Future<?>> copies =
          files.stream()
              .<Future<?>>map(
                  file ->
                      pool.submit(
                          () -> {
                            copy(file, new org.apache.hadoop.fs.Path(to, relative(parent, file)));
                            progress.update(done.incrementAndGet(), "");
                            return null;
                          }))
              .toList();
      for (Future<?> copy : copies) {
        copy.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KindredException(Exit.TRY_LATER, "stopped while files were copied", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** Names with colons are no relative paths to Hadoop unless they are told to be. */
  private static org.apache.hadoop.fs.Path relative(Path parent, Path file) {
    return new org.apache.hadoop.fs.Path(null, null, parent.relativize(file).toString());
  }

  private void copy(Path from, org.apache.hadoop.fs.Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = fs.create(to, true, BUFFER)) {
      in.transferTo(out);
    }
  }
}
