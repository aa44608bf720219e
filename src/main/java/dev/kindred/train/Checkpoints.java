package dev.kindred.train;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The checkpoints of a run: written aside and renamed, the last few kept. */
final class Checkpoints {
  private static final String PREFIX = "round-";
  private static final int BUFFER = 1 << 20;

  private final RunFolder folder;
  private final int keep;

  Checkpoints(RunFolder folder, int keep) {
    this.folder = folder;
    this.keep = keep;
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
   * @throws KindredException when there are some and none can be read
   */
  Optional<Checkpoint> load() {
    List<String> all = names();
    for (int i = all.size() - 1; i >= 0; i--) {
      try (InputStream in =
          new BufferedInputStream(folder.fileSystem().open(folder.path(all.get(i))), BUFFER)) {
        return Optional.of(Checkpoint.read(in));
      } catch (IOException e) {
        if (i == 0) {
          throw new KindredException(
              Exit.BAD_DATA,
              "no checkpoint in %s can be read (%s: %s); delete that folder to start anew"
                  .formatted(folder.path(RunFiles.CHECKPOINTS), all.get(i), e.getMessage()),
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
