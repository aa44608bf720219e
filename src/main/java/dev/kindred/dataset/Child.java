package dev.kindred.dataset;

/**
 * What a folder holds under one name; a link is what it leads to.
 *
 * @param name in its folder
 * @param kind what it is
 * @param bytes length of a file; negative when it is a link that leads nowhere
 * @param modified milliseconds since 1970
 * @param link whether it is a symbolic link
 */
record Child(String name, Kind kind, long bytes, long modified, boolean link) {
  enum Kind {
    FILE,
    FOLDER,
    /** A FIFO, a socket or a device. */
    SPECIAL
  }

  boolean isFolder() {
    return kind == Kind.FOLDER;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }
}
