package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hadoop.fs.Path;

/**
 * Lists a folder with all below it, several folders at a time. Symbolic links are followed, but not
 * in a circle.
 */
final class TreeWalk {
  /** Links can multiply folders without end; no honest data set has so many. */
  private static final int MAX_FOLDERS = 2_000_000;

  private static final int MAX_DEPTH = 64;

  private final FolderLister lister;
  private final Path root;
  private final Counting counting;
  private final TreeMap<String, List<Child>> folders = new TreeMap<>();
  private final List<PassedOver> passedOver = new ArrayList<>();

  /** Is told how many files were found so far. */
  interface Counting {
    void found(long files);
  }

  private TreeWalk(FolderLister lister, Path root, Counting counting) {
    this.lister = lister;
    this.root = root;
    this.counting = counting;
  }

  /**
   * A folder to list.
   *
   * @param path relative
   * @param real where it is once links are followed
   * @param linked places that links on the way led to
   */
  private record Todo(String path, String real, Set<String> linked, int depth) {}

  private record Listed(
      Todo folder, List<Child> children, List<Todo> below, List<String> circles) {}

  static FileTree of(FolderLister lister, Path root, Counting counting) {
    TreeWalk walk = new TreeWalk(lister, root, counting);
    ExecutorService pool = Executors.newFixedThreadPool(lister.threads());
    try {
      walk.run(new ExecutorCompletionService<>(pool));
      return new FileTree(walk.folders, List.copyOf(walk.passedOver));
    } finally {
      pool.shutdownNow();
    }
  }

  private void run(CompletionService<Listed> pool) {
    long files = 0;
    try {
      String real = lister.real(root);
      Todo first = new Todo("", real, Set.of(real), 0);
      pool.submit(() -> list(first));
      for (int open = 1; open > 0; open--) {
        Listed listed = pool.take().get();
        files += keep(listed);
        counting.found(files);
        for (Todo todo : listed.below()) {
          pool.submit(() -> list(todo));
          open++;
        }
        if (folders.size() > MAX_FOLDERS) {
          throw new KindredException(
              Exit.BAD_DATA,
              "%s has more than %,d folders; name a folder of less, or remove links in a circle"
                  .formatted(root, MAX_FOLDERS));
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KindredException k) {
        throw k;
      }
      throw unreadable(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreadable(e);
    }
  }

  private long keep(Listed listed) {
    String prefix = listed.folder().path().isEmpty() ? "" : listed.folder().path() + "/";
    listed.circles().forEach(c -> passedOver.add(new PassedOver(prefix + c, "link in a circle")));
    List<Child> kept = new ArrayList<>();
    for (Child c : listed.children()) {
      if (Litter.is(c.name()) || listed.circles().contains(c.name())) {
        continue;
      }
      if (Litter.isHidden(c.name())) {
        passedOver.add(new PassedOver(prefix + c.name(), "hidden"));
      } else if (c.kind() == Child.Kind.SPECIAL) {
        passedOver.add(new PassedOver(prefix + c.name(), "FIFO, socket or device"));
      } else {
        kept.add(c);
      }
    }
    folders.put(listed.folder().path(), kept);
    return kept.stream().filter(Child::isFile).count();
  }

  private Listed list(Todo folder) throws IOException {
    Path path = folder.path().isEmpty() ? root : SafePath.resolve(root, folder.path());
    List<Child> children = lister.children(path);
    List<Todo> below = new ArrayList<>();
    List<String> circles = new ArrayList<>();
    for (Child c : children) {
      if (!c.isFolder() || Litter.is(c.name()) || Litter.isHidden(c.name())) {
        continue;
      }
      String at = folder.path().isEmpty() ? c.name() : folder.path() + "/" + c.name();
      Todo next = next(folder, c, at);
      if (next == null) {
        circles.add(c.name());
      } else if (next.depth() > MAX_DEPTH) {
        throw new KindredException(
            Exit.BAD_DATA, "%s/%s is nested %d folders deep".formatted(root, at, MAX_DEPTH));
      } else {
        below.add(next);
      }
    }
    return new Listed(folder, children, below, circles);
  }

  /** Null for a link in a circle. */
  private Todo next(Todo folder, Child child, String at) throws IOException {
    if (!child.link()) {
      return new Todo(at, folder.real() + "/" + child.name(), folder.linked(), folder.depth() + 1);
    }
    String real = lister.real(SafePath.resolve(root, at));
    if (folder.linked().contains(real) || (folder.real() + "/").startsWith(real + "/")) {
      return null;
    }
    Set<String> linked = new HashSet<>(folder.linked());
    linked.add(real);
    return new Todo(at, real, linked, folder.depth() + 1);
  }

  private KindredException unreadable(Throwable e) {
    return new KindredException(
        Exit.BAD_DATA,
        "folder %s cannot be listed: %s; check its permissions"
            .formatted(root, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }
}
