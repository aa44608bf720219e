package dev.kindred.dataset;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Lists one folder of a file system. Safe for use by several threads. */
sealed interface FolderLister permits LocalFolders, RemoteFolders {
  /**
   * Everything in a folder, by name.
   *
   * @throws java.io.FileNotFoundException when there is none
   */
  List<Child> children(Path folder) throws IOException;

  /**
   * What a path leads to.
   *
   * @throws java.io.FileNotFoundException when it is nothing
   */
  Child look(Path path) throws IOException;

  /** The place of a folder once all links are followed; the path itself where there are none. */
  String real(Path folder) throws IOException;

  /** Requests at the same time that serve best. */
  int threads();

  static FolderLister of(FileSystem fs) {
    return fs.getUri().getScheme().equals("file") ? new LocalFolders() : new RemoteFolders(fs);
  }
}
