package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.model.WeightSource;
import dev.kindred.run.AtomicFiles;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * What a configuration reads and names without a file system: Hadoop looks for it on its default
 * one, while people mean the file that they see. Where the two differ, what is here alone is
 * brought to where the cluster sees it.
 */
@DriverOnly
final class LocalInputs {
  private static final String NPY = ".npy";

  private final Configuration hadoop;
  private final Progress.Display display;

  LocalInputs(Configuration hadoop, Progress.Display display) {
    this.hadoop = hadoop;
    this.display = display;
  }

  /** Keys that name something to read, with their values. */
  private static Map<String, String> of(KindredConfig config) {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put("data.path", config.data().path());
    config.backbone().weights().ifPresent(w -> inputs.put("backbone.weights", w));
    config.evaluate().embeddings().ifPresent(p -> inputs.put("evaluate.embeddings.path", p));
    config.look().search().image().ifPresent(p -> inputs.put("look.search.image", p));
    config.look().search().gallery().ifPresent(p -> inputs.put("look.search.gallery", p));
    inputs.put("look.cluster.images", config.look().cluster().images());
    inputs.put("look.duplicates.images", config.look().duplicates().images());
    inputs.put("look.index.images", config.look().index().images());
    return inputs;
  }

  /**
   * Brings what is only here to the default file system, and names it by its full path.
   *
   * @param driverElsewhere whether the driver will not see this machine's working folder
   * @return {@code key=value} of what changes
   * @throws KindredException (usage) for a path that is in both places, since only the user knows
   *     which is meant
   */
  List<String> place(KindredConfig config, boolean driverElsewhere) {
    List<String> changed = new ArrayList<>();
    of(config)
        .forEach(
            (key, path) ->
                placed(key, path, driverElsewhere).ifPresent(p -> changed.add(key + "=" + p)));
    return changed;
  }

  private Optional<String> placed(String key, String path, boolean driverElsewhere) {
    if (path.isEmpty() || hasScheme(path) || isSplit(key, path)) {
      return Optional.empty();
    }
    Path here;
    try {
      here = Path.of(path);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    boolean exists = Files.exists(here);
    if ("file".equals(FileSystem.getDefaultUri(hadoop).getScheme())) {
      return driverElsewhere ? absolute(key, here, exists) : Optional.empty();
    }
    return exists ? shipped(key, path, here) : Optional.empty();
  }

  /** Relative ones would be looked for in whatever folder the driver starts. */
  private static Optional<String> absolute(String key, Path here, boolean exists) {
    if (!exists && key.startsWith("look.")) {
      return Optional.empty();
    }
    if (!exists && !here.isAbsolute()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "kindred.%s = %s does not exist in %s; a driver elsewhere needs it on a file system that all machines see, by its full path"
              .formatted(key, here, Path.of("").toAbsolutePath()));
    }
    return Optional.of(here.toAbsolutePath().normalize().toUri().toString());
  }

  private Optional<String> shipped(String key, String path, Path here) {
    try {
      FileSystem fs = FileSystem.get(hadoop);
      var there = fs.makeQualified(new org.apache.hadoop.fs.Path(path));
      if (fs.exists(there)) {
        throw new KindredException(
            Exit.USAGE,
            "%s = %s is both at %s and on this machine; name the one that is meant, %s or %s"
                .formatted(key, path, fs.getUri(), there, here.toUri()));
      }
      String copy = new Shipment(fs, display).ship(here, beside(here));
      display
          .out()
          .println(
              "kindred: %s = %s is not at %s; taken from this machine, copied to %s"
                  .formatted(key, path, fs.getUri(), copy));
      return Optional.of(copy);
    } catch (IOException e) {
      throw new KindredException(
          Exit.FAILED,
          "%s = %s cannot be looked for at %s: %s; check the cluster's file system"
              .formatted(key, path, FileSystem.getDefaultUri(hadoop), e.getMessage()),
          e);
    }
  }

  /** A checksum, or the table of an array. */
  private static List<Path> beside(Path file) {
    String name = String.valueOf(file.getFileName());
    List<Path> files = new ArrayList<>(List.of(file.resolveSibling(name + ".sha256")));
    if (name.endsWith(NPY)) {
      String bare = name.substring(0, name.length() - NPY.length());
      files.add(file.resolveSibling(bare + ".tsv"));
    }
    return files.stream().filter(Files::isRegularFile).toList();
  }

  /**
   * Before Spark is started for it.
   *
   * @param elsewhere whether this driver was started elsewhere than where its configuration was
   *     written
   * @throws KindredException (bad data) for what is not there
   */
  void requireThere(KindredConfig config, boolean elsewhere) {
    if (elsewhere) {
      require("data.path", config.data().path());
      config.backbone().weights().ifPresent(w -> require("backbone.weights", w));
    }
    config.backbone().weights().ifPresent(w -> WeightSource.require(w, hadoop));
  }

  private void require(String key, String path) {
    try {
      var full = new org.apache.hadoop.fs.Path(path);
      FileSystem fs = full.getFileSystem(hadoop);
      if (!fs.exists(full)) {
        String where =
            AtomicFiles.isLocal(fs)
                ? "on the disk of "
                    + InetAddress.getLocalHost().getHostName()
                    + ", where the driver runs"
                : "at " + fs.getUri();
        throw new KindredException(
            Exit.BAD_DATA,
            "kindred.%s = %s does not exist %s; it has to be on a file system that all machines see at the same path, such as HDFS, an object store or a network disk"
                .formatted(key, path, where));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "kindred.%s = %s cannot be looked for: %s".formatted(key, path, e.getMessage()),
          e);
    }
  }

  /** A word such as {@code test} is no folder of that name. */
  private static boolean isSplit(String key, String path) {
    return key.endsWith(".images") && path.matches("[a-z]+");
  }

  private static boolean hasScheme(String path) {
    return path.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*");
  }
}
