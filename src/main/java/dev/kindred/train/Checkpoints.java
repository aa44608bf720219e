package dev.kindred.train;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of a run: written aside and renamed, the last few kept. */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String PREFIX = "round-";

  /** Goes with the checkpoints: without them a run may start anew with any number. */
  private static final String EXECUTORS = RunFiles.CHECKPOINTS + "/executors";

  private static final String IMAGES = RunFiles.CHECKPOINTS + "/images";

  private static final int BUFFER = 1 << 20;

  private final RunFolder folder;
  private final int keep;

  Checkpoints(RunFolder folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * Remembers for how many executors the batches are planned. What a cluster gives may differ from
   * one start to the next without any key being changed, so this is not a matter of the
   * configuration's hash.
   *
   * @throws KindredException (usage) when there are checkpoints of another number
   */
  void plannedFor(int executors) {
    String now = Integer.toString(executors);
    other(EXECUTORS, now)
        .ifPresent(
            before -> {
              throw new KindredException(
                  Exit.USAGE,
                  ("run %s was trained with another number of executors, on which the plan of its"
                          + " batches depends; use --set spark.executors=%s (or the --master that"
                          + " gave so many), or another --run-id:%nexecutors: %s -> %s")
                      .formatted(folder.id(), before, before, now));
            });
    folder.write(EXECUTORS, now + "\n");
  }

  /**
   * Remembers what is trained on: a store may be packed anew under the same path.
   *
   * @param sha256 of the store's content
   * @param store its path, for messages
   * @throws KindredException (usage) when there are checkpoints of other content
   */
  void trainedOn(String sha256, String store) {
    if (other(IMAGES, sha256).isPresent()) {
      throw new KindredException(
          Exit.USAGE,
          "the images of store %s are not those that run %s was trained on so far; use another --run-id"
              .formatted(store, folder.id()));
    }
    folder.write(IMAGES, sha256 + "\n");
  }

  /** What a file says, if it is not what is said now and there are checkpoints. */
  private Optional<String> other(String file, String now) {
    return folder
        .read(file)
        .map(String::strip)
        .filter(before -> !before.equals(now) && !names().isEmpty());
  }

  /** Saves, then deletes what is older than the last few; returns the file. */
  String save(Checkpoint checkpoint) {
    String name = RunFiles.CHECKPOINTS + "/%s%08d".formatted(PREFIX, checkpoint.round());
    folder.write(
        name,
        out -> {
          BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
          checkpoint.write(buffered);
          buffered.flush();
        });
    List<String> all = names();
    all.subList(0, Math.max(0, all.size() - keep)).forEach(folder::delete);
    return folder.path(name).toString();
  }

  /** Path of the newest one, for messages. */
  Optional<String> newest() {
    List<String> all = names();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(folder.path(all.get(all.size() - 1)).toString());
  }

  /**
   * The newest one that is whole.
   *
   * @param hash of the configuration
   * @throws KindredException when there are some and none can be read, or when it is another
   *     configuration's
   */
  Optional<Checkpoint> load(String hash) {
    Optional<Checkpoint> found = newestWhole();
    if (found.isPresent() && !found.get().configurationHash().equals(hash)) {
      throw new KindredException(
          Exit.USAGE,
          "the checkpoints in %s are those of configuration %s, not of %s; use another --run-id"
              .formatted(folder.path(RunFiles.CHECKPOINTS), found.get().configurationHash(), hash));
    }
    return found;
  }

  private Optional<Checkpoint> newestWhole() {
    List<String> all = names();
    for (int i = all.size() - 1; i >= 0; i--) {
      Path file = folder.path(all.get(i));
      try (InputStream in = new BufferedInputStream(folder.fileSystem().open(file), BUFFER)) {
        return Optional.of(Checkpoint.read(in, folder.fileSystem().getFileStatus(file).getLen()));
      } catch (IOException e) {
        String why = e instanceof EOFException ? "it is cut short" : e.getMessage();
        if (i > 0) {
          LOG.warn("checkpoint {} is damaged ({}); going on from the one before it", file, why);
        } else {
          throw new KindredException(
              Exit.BAD_DATA,
              "no checkpoint in %s can be read (%s: %s); delete that folder to start anew"
                  .formatted(folder.path(RunFiles.CHECKPOINTS), all.get(i), why),
              e);
        }
      }
    }
    return Optional.empty();
  }

  private List<String> names() {
    Path path = folder.path(RunFiles.CHECKPOINTS);
    try {
      return Arrays.stream(folder.fileSystem().listStatus(path))
          .map(FileStatus::getPath)
          .map(Path::getName)
          .filter(n -> n.startsWith(PREFIX))
          .sorted()
          .map(n -> RunFiles.CHECKPOINTS + "/" + n)
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new KindredException(
          Exit.FAILED, "checkpoints in " + path + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
