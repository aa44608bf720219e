package dev.kindred.retrieval;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.Serializable;

/**
 * Who is searched in whom.
 *
 * @param queries asked with
 * @param gallery asked for
 * @param selfExcluded queries and gallery are the same rows and a query is never its own answer;
 *     left out by index, so that a copy of the image under another index does count
 */
public record Protocol(EmbeddingSet queries, EmbeddingSet gallery, boolean selfExcluded)
    implements Serializable {
  /**
   * @throws KindredException when either side is empty
   * @throws IllegalArgumentException when dimensions differ, or rows with {@code selfExcluded}
   */
  public Protocol {
    if (queries.n() == 0 || gallery.n() == 0) {
      throw new KindredException(
          Exit.BAD_DATA,
          "nothing to evaluate: %d queries and %d gallery images; check the data set's test split"
              .formatted(queries.n(), gallery.n()));
    }
    if (queries.d() != gallery.d()) {
      throw new IllegalArgumentException(
          "queries of dimension " + queries.d() + ", gallery of " + gallery.d());
    }
    if (selfExcluded && queries.n() != gallery.n()) {
      throw new IllegalArgumentException(
          queries.n() + " queries are not the " + gallery.n() + " rows of the gallery");
    }
  }

  /** Every image against all the others. */
  public static Protocol leaveOneOut(EmbeddingSet set) {
    return new Protocol(set, set, true);
  }

  /** Queries against a gallery of other images. */
  public static Protocol queryGallery(EmbeddingSet queries, EmbeddingSet gallery) {
    return new Protocol(queries, gallery, false);
  }

  /** Every image of the protocol once: queries, then the gallery where it is another set. */
  EmbeddingSet all() {
    return selfExcluded ? gallery : queries.followedBy(gallery);
  }

  /** Checks both sides. */
  @SuppressWarnings("ReferenceEquality") // the same set, not an equal one
  Protocol requireUsable() {
    queries.requireUsable();
    if (queries != gallery) {
      gallery.requireUsable();
    }
    return this;
  }
}
