package dev.kindred.publish;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.LeasedFolder;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.RunSession;
import dev.kindred.run.RunStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Runs below one folder, and the deletion of old ones. A folder without a {@code status.json} is
 * nobody's run and stays; so do runs that can go on, runs somebody works in, and runs that a run
 * which stays has its store in.
 */
public final class OldRuns {
  private static final String STORE = "kindred.store.path";

  private final String root;
  private final Configuration hadoop;
  private final LeaseTerms terms;

  private record Found(RunFolder folder, RunStatus status) {}

  /**
   * @param root folder whose children are runs
   */
  public OldRuns(String root, Configuration hadoop, LeaseTerms terms) {
    this.root = root;
    this.hadoop = hadoop;
    this.terms = terms;
  }

  /**
   * Deletes.
   *
   * @param keep the newest runs that stay
   * @param pretend to say only what would be deleted
   * @return a line for each run that is not among the newest
   * @throws KindredException (bad data) when the folder cannot be listed
   */
  public List<String> prune(int keep, boolean pretend) {
    List<Found> runs = runs();
    List<String> said = new ArrayList<>();
    List<Found> staying = new ArrayList<>(runs.subList(0, Math.min(keep, runs.size())));
    List<Found> old = new ArrayList<>();
    for (Found run : runs.subList(staying.size(), runs.size())) {
      RunStatus.State state = run.status.state();
      boolean over = state == RunStatus.State.DONE || state == RunStatus.State.FAILED;
      (over ? old : staying).add(run);
      if (!over) {
        said.add("kept " + name(run) + ": it is " + state.name().toLowerCase(Locale.ROOT));
      }
    }
    for (Found run : old) {
      Optional<Found> user = staying.stream().filter(s -> uses(s, run)).findFirst();
      if (user.isPresent()) {
        said.add("kept " + name(run) + ": " + name(user.get()) + " uses its store");
      } else if (pretend) {
        said.add("would delete " + name(run));
      } else {
        said.add(delete(run));
      }
    }
    return said;
  }

  private static String name(Found run) {
    return run.folder.root().getName();
  }

  private static boolean uses(Found run, Found other) {
    String there = other.folder.root().toUri().getPath() + "/";
    String config = run.folder.read(RunFiles.CONFIG).orElse("");
    return config.contains(there) || store(config).filter(s -> mayLieIn(there, s)).isPresent();
  }

  private static Optional<String> store(String config) {
    try {
      Config parsed = ConfigFactory.parseString(config);
      return parsed.hasPath(STORE) ? Optional.of(parsed.getString(STORE)) : Optional.empty();
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** Of a relative path nobody knows any more where it began. */
  private static boolean mayLieIn(String folder, String path) {
    String[] names = path.split("/+", -1);
    String first = "/";
    for (String name : names) {
      first += name + "/";
      if (folder.endsWith(first)) {
        return true;
      }
    }
    return false;
  }

  private String delete(Found run) {
    // Deleting the lease with the rest is the end of it.
    try (LeasedFolder mine = LeasedFolder.take(run.folder, terms)) {
      FileSystem fs = mine.folder().fileSystem();
      // A run without status.json is not taken for one that is whole, should this be cut short.
      fs.delete(run.folder.path(RunFiles.SUCCESS), false);
      for (FileStatus child : fs.listStatus(run.folder.root())) {
        boolean last =
            List.of(RunFiles.LOCK, RunFiles.TEMPORARY, RunFiles.STATUS)
                .contains(child.getPath().getName());
        if (!last) {
          fs.delete(child.getPath(), true);
        }
      }
      fs.delete(run.folder.path(RunFiles.STATUS), false);
    } catch (KindredException e) {
      if (e.exit() == Exit.TRY_LATER) {
        return "kept " + name(run) + ": a process works in it";
      }
      throw e;
    } catch (IOException e) {
      throw cannot("deleted", run.folder.root(), e);
    }
    try {
      run.folder.fileSystem().delete(run.folder.root(), true);
    } catch (IOException e) {
      throw cannot("deleted", run.folder.root(), e);
    }
    return "deleted " + name(run);
  }

  /** Newest first. */
  private List<Found> runs() {
    RunFolder parent = new RunFolder(root, "runs", hadoop);
    List<Found> runs = new ArrayList<>();
    try {
      for (FileStatus child : parent.fileSystem().listStatus(parent.root())) {
        if (child.isDirectory()) {
          String id = child.getPath().getName();
          RunFolder folder = new RunFolder(child.getPath().toString(), id, hadoop);
          RunSession.status(folder).ifPresent(status -> runs.add(new Found(folder, status)));
        }
      }
    } catch (IOException e) {
      throw cannot("listed", parent.root(), e);
    }
    runs.sort(Comparator.comparing((Found r) -> r.status.updated()).reversed());
    return runs;
  }

  private static KindredException cannot(String what, Path path, IOException e) {
    return new KindredException(
        Exit.BAD_DATA, path + " cannot be " + what + ": " + e.getMessage(), e);
  }
}
