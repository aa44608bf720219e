package dev.kindred.dataset;

import java.util.Optional;

/** One layout of files as they are distributed. */
interface DatasetReader {

  /** Name in {@code data.format}. */
  String format();

  /** Whether {@code auto} takes the folder for this layout. */
  default boolean guessed(DataRoot root) {
    return recognises(root);
  }

  /** Counts that papers report on; empty where there are none. */
  default Optional<Published> published() {
    return Optional.empty();
  }

  /** Whether the folder has this layout; looks at names only. */
  boolean recognises(DataRoot root);

  /**
   * Adds classes and images in the order of the lists.
   *
   * @throws dev.kindred.run.KindredException when the lists contradict themselves
   */
  void read(DataRoot root, ReadOptions options, ManifestBuilder builder);
}
