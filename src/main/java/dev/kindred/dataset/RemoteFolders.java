package dev.kindred.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Folders of HDFS or an object store, without the places of their blocks. */
record RemoteFolders(FileSystem fs) implements FolderLister {
  /** Each request waits for the network most of its time. */
  private static final int THREADS = 16;

  @Override
  public List<Child> children(Path folder) throws IOException {
    List<Child> children = new ArrayList<>();
    RemoteIterator<FileStatus> entries = fs.listStatusIterator(folder);
    while (entries.hasNext()) {
      children.add(child(entries.next()));
    }
    children.sort(Comparator.comparing(Child::name));
    return children;
  }

  @Override
  public Child look(Path path) throws IOException {
    return child(fs.getFileStatus(path));
  }

  @Override
  public String real(Path folder) {
    return folder.toUri().getPath();
  }

  @Override
  public int threads() {
    return THREADS;
  }

  private static Child child(FileStatus s) {
    Child.Kind kind = s.isDirectory() ? Child.Kind.FOLDER : Child.Kind.FILE;
    return new Child(s.getPath().getName(), kind, s.getLen(), s.getModificationTime(), false);
  }
}
