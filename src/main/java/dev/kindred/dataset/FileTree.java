package dev.kindred.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * All that lies below the data folder, nested folders too, without litter.
 *
 * @param folders children by relative path of each folder ({@code ""}: the data folder), in path
 *     order
 * @param passedOver what is neither file nor folder, hidden, or a link in a circle
 */
record FileTree(SortedMap<String, List<Child>> folders, List<PassedOver> passedOver) {

  /** Files of a folder, then those of its folders, each by name. */
  List<DataFile> below(String folder) {
    List<DataFile> files = new ArrayList<>();
    add(folder, files);
    return files;
  }

  private void add(String folder, List<DataFile> files) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    List<Child> children = folders.getOrDefault(folder, List.of());
    for (Child c : children) {
      if (c.isFile()) {
        files.add(new DataFile(prefix + c.name(), c.bytes(), c.modified()));
      }
    }
    for (Child c : children) {
      if (c.isFolder()) {
        add(prefix + c.name(), files);
      }
    }
  }

  /** Names of the folders in a folder. */
  List<String> foldersOf(String folder) {
    return names(folder, true);
  }

  /** Names of the files in a folder. */
  List<String> filesOf(String folder) {
    return names(folder, false);
  }

  private List<String> names(String folder, boolean areFolders) {
    return folders.getOrDefault(folder, List.of()).stream()
        .filter(c -> c.isFolder() == areFolders)
        .map(Child::name)
        .toList();
  }
}
