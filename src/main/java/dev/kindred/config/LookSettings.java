package dev.kindred.config;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * How a finished run is looked at. None of it decides what the run is, so it may differ from call
 * to call.
 *
 * @param search for single images
 * @param cluster groups of images
 * @param duplicates images that are there twice
 * @param index for serving
 */
public record LookSettings(Search search, Cluster cluster, Duplicates duplicates, Index index)
    implements Serializable {
  private static final String NONE = "none";
  private static final int MOST_PICTURES = 10_000;

  /**
   * Nearest images of given ones.
   *
   * @param image file or folder that is asked with
   * @param gallery folder that is searched in place of the run's images
   * @param neighbours of each image
   * @param pictured images whose answers are shown
   */
  public record Search(
      Optional<String> image, Optional<String> gallery, int neighbours, int pictured)
      implements Serializable {}

  /**
   * Groups of images.
   *
   * @param images split, {@code evaluated}, {@code all}, or a folder
   * @param clusters of k-means; 0 for as many as there are classes
   * @param threshold cosine from which two images are joined, in place of k-means
   * @param restarts of k-means, the tightest of which counts
   * @param iterations of each
   * @param seed of the first centres
   * @param parquet whether the table is Parquet, not CSV
   * @param pictured clusters that are shown
   */
  public record Cluster(
      String images,
      int clusters,
      Optional<Double> threshold,
      int restarts,
      int iterations,
      long seed,
      boolean parquet,
      int pictured)
      implements Serializable {}

  /**
   * Images that are there twice.
   *
   * @param images split, {@code evaluated}, {@code all}, or a folder
   * @param hashDistance bits of 64 in which perceptual hashes may differ
   * @param colourDistance mean difference of the colours, in 0..255, that is let pass
   * @param similarity cosine of embeddings from which images are listed; 0 leaves embeddings out
   * @param pictured groups that are shown
   */
  public record Duplicates(
      String images, int hashDistance, double colourDistance, double similarity, int pictured)
      implements Serializable {}

  /**
   * A graph for approximate search.
   *
   * @param images split, {@code evaluated}, {@code all}, or a folder
   * @param connections of each node (M)
   * @param beam candidates while the graph is built (efConstruction)
   * @param neighbours that recall is measured at
   * @param candidates of a search (ef) for which recall is measured, ascending
   * @param queries that recall is measured with
   */
  public record Index(
      String images,
      int connections,
      int beam,
      int neighbours,
      List<Integer> candidates,
      int queries)
      implements Serializable {}

  static LookSettings bind(Section s) {
    return new LookSettings(
        search(s.section("search")),
        cluster(s.section("cluster")),
        duplicates(s.section("duplicates")),
        index(s.section("index")));
  }

  private static Search search(Section s) {
    return new Search(
        path(s, "image"),
        path(s, "gallery"),
        s.whole("neighbours", 1, 100_000),
        s.whole("pictured", 0, MOST_PICTURES));
  }

  private static Cluster cluster(Section s) {
    return new Cluster(
        s.text("images"),
        s.whole("clusters", 0, 10_000_000),
        s.text("threshold").equals(NONE)
            ? Optional.empty()
            : Optional.of(s.number("threshold", -1, 1)),
        s.whole("restarts", 1, 1_000),
        s.whole("iterations", 1, 100_000),
        s.wholeLong("seed", 0, 1L << 53),
        s.choice("format", "parquet", "csv").equals("parquet"),
        s.whole("pictured", 0, MOST_PICTURES));
  }

  private static Duplicates duplicates(Section s) {
    return new Duplicates(
        s.text("images"),
        s.whole("hash-distance", 0, 32),
        s.number("colour-distance", 0, 255),
        s.number("similarity", 0, 1),
        s.whole("pictured", 0, MOST_PICTURES));
  }

  private static Index index(Section s) {
    int neighbours = s.whole("neighbours", 1, 10_000);
    List<Integer> candidates = s.ascendingWholes("candidates", 1, 20, 1, 100_000);
    if (candidates.get(0) < neighbours) {
      s.mistake(
          "candidates",
          "= " + candidates,
          "at least index.neighbours (%d) candidates are needed".formatted(neighbours));
    }
    return new Index(
        s.text("images"),
        s.whole("connections", 2, 512),
        s.whole("beam", 2, 3_200),
        neighbours,
        candidates,
        s.whole("queries", 1, 1_000_000));
  }

  private static Optional<String> path(Section s, String key) {
    String path = s.text(key);
    return path.equals(NONE) ? Optional.empty() : Optional.of(path);
  }
}
