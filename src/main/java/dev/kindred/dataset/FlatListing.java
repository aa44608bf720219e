package dev.kindred.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The tree of an object store from its flat list of keys: a thousand keys a request, where folder
 * by folder would take a request for each class.
 */
final class FlatListing {
  private final TreeMap<String, List<Child>> folders = new TreeMap<>();
  private final List<PassedOver> passedOver = new ArrayList<>();
  private final Set<String> hidden = new HashSet<>();

  private FlatListing() {}

  static FileTree of(FileSystem fs, Path root, TreeWalk.Counting counting) throws IOException {
    FlatListing listing = new FlatListing();
    listing.folders.put("", new ArrayList<>());
    String prefix = root.toUri().getPath();
    int cut = prefix.endsWith("/") ? prefix.length() : prefix.length() + 1;
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(root, true);
    for (long n = 1; files.hasNext(); n++) {
      LocatedFileStatus file = files.next();
      listing.add(
          file.getPath().toUri().getPath().substring(cut),
          file.getLen(),
          file.getModificationTime());
      counting.found(n);
    }
    listing.folders.values().forEach(c -> c.sort(java.util.Comparator.comparing(Child::name)));
    return new FileTree(listing.folders, listing.passedOver);
  }

  private void add(String path, long bytes, long modified) {
    for (int from = 0; from <= path.length(); ) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      String name = path.substring(from, to);
      if (Litter.is(name)) {
        return;
      }
      if (Litter.isHidden(name)) {
        if (hidden.add(path.substring(0, to))) {
          passedOver.add(new PassedOver(path.substring(0, to), "hidden"));
        }
        return;
      }
      from = to + 1;
    }
    int last = path.lastIndexOf('/');
    folder(last < 0 ? "" : path.substring(0, last))
        .add(new Child(path.substring(last + 1), Child.Kind.FILE, bytes, modified, false));
  }

  private List<Child> folder(String path) {
    List<Child> known = folders.get(path);
    if (known == null) {
      known = new ArrayList<>();
      folders.put(path, known);
      int last = path.lastIndexOf('/');
      folder(last < 0 ? "" : path.substring(0, last))
          .add(new Child(path.substring(last + 1), Child.Kind.FOLDER, 0, 0, false));
    }
    return known;
  }
}
