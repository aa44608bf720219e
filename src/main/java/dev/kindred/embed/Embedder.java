package dev.kindred.embed;

import dev.kindred.store.StoreReader;
import java.io.Serializable;

/** Turns stored images into vectors, inside a task. */
interface Embedder extends Serializable {
  /** Length of a vector. */
  int dim();

  /**
   * Vectors of unit length.
   *
   * @return {@code [ids.length, dim]} row-major
   */
  float[] embed(StoreReader reader, int[] ids);
}
