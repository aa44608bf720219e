package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lengths and times of listed files: from a local disk one by one, elsewhere folder by folder,
 * since a question takes as long as a folder's whole answer there. Several at a time.
 */
final class FileLookup {
  private static final int CHUNK = 1_000;

  private final DataRoot root;
  private final TreeWalk.Counting counting;
  private final AtomicLong found = new AtomicLong();

  private FileLookup(DataRoot root, TreeWalk.Counting counting) {
    this.root = root;
    this.counting = counting;
  }

  static List<DataFile> of(DataRoot root, List<String> paths, TreeWalk.Counting counting) {
    return new FileLookup(root, counting).run(paths);
  }

  private List<DataFile> run(List<String> paths) {
    ExecutorService pool = Executors.newFixedThreadPool(root.lister().threads());
    try {
      List<Future<List<DataFile>>> parts = new ArrayList<>();
      for (Callable<List<DataFile>> task : tasks(paths)) {
        parts.add(pool.submit(task));
      }
      List<DataFile> files = new ArrayList<>(paths.size());
      for (Future<List<DataFile>> part : parts) {
        files.addAll(part.get());
      }
      return files;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KindredException k) {
        throw k;
      }
      throw failed(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private List<Callable<List<DataFile>>> tasks(List<String> paths) {
    List<Callable<List<DataFile>>> tasks = new ArrayList<>();
    List<String> beside = new ArrayList<>();
    Map<Path, List<String>> folders = new HashMap<>();
    for (String path : paths) {
      Path file = SafePath.resolve(root.path(), path);
      if (root.lister() instanceof LocalFolders && "file".equals(file.toUri().getScheme())) {
        beside.add(path);
      } else {
        folders.computeIfAbsent(file.getParent(), f -> new ArrayList<>()).add(path);
      }
    }
    for (int i = 0; i < beside.size(); i += CHUNK) {
      List<String> part = beside.subList(i, Math.min(beside.size(), i + CHUNK));
      tasks.add(() -> oneByOne(part));
    }
    folders.forEach((folder, files) -> tasks.add(() -> inFolder(folder, files)));
    return tasks;
  }

  private List<DataFile> oneByOne(List<String> paths) throws IOException {
    List<DataFile> files = new ArrayList<>();
    for (String path : paths) {
      look(path).ifPresent(child -> add(path, child, files));
    }
    counting.found(found.addAndGet(paths.size()));
    return files;
  }

  private Optional<Child> look(String path) throws IOException {
    try {
      return Optional.of(root.lister().look(SafePath.resolve(root.path(), path)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private List<DataFile> inFolder(Path folder, List<String> paths) throws IOException {
    List<DataFile> files = new ArrayList<>();
    FileSystem fs = folder.getFileSystem(root.conf());
    try {
      Map<String, Child> children = new HashMap<>();
      FolderLister.of(fs).children(folder).forEach(c -> children.put(c.name(), c));
      for (String path : paths) {
        Child child = children.get(SafePath.resolve(root.path(), path).getName());
        if (child != null) {
          add(path, child, files);
        }
      }
    } catch (FileNotFoundException e) {
      return files;
    } finally {
      counting.found(found.addAndGet(paths.size()));
    }
    return files;
  }

  private static void add(String path, Child child, List<DataFile> files) {
    if (child.isFile() && child.bytes() >= 0) {
      files.add(new DataFile(path, child.bytes(), child.modified()));
    }
  }

  private KindredException failed(Throwable e) {
    return new KindredException(
        Exit.BAD_DATA,
        "images of %s cannot be looked for: %s".formatted(root.path(), e.getMessage()),
        e);
  }
}
