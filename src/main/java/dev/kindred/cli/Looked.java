package dev.kindred.cli;

/** What a command looks at: images, or rows of somebody else's table, by their ids. */
interface Looked {
  /** Ascending. */
  int[] ids();

  /** Class of each, in the order of the ids. */
  int[] labels();

  /** Where the image is, or what the row is called. */
  String path(int id);

  /** Empty where it has none. */
  String className(int id);

  /** Empty where it has none. */
  String split(int id);

  /** Number of classes. */
  int classes();

  /** For messages, such as {@code test images of the run}. */
  String what();
}
