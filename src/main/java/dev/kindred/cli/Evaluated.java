package dev.kindred.cli;

import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import java.util.Optional;

/**
 * What a report is made of when embeddings were measured.
 *
 * @param context of the command
 * @param embeddings still open
 * @param result of measuring them
 * @param before queries spread evenly, with what was nearest to them before training
 * @param pictures of the images
 */
@DriverOnly
record Evaluated(
    JobContext context,
    Searchable embeddings,
    RetrievalResult result,
    Optional<ShownQueries> before,
    ReportPictures pictures) {
  /** The K that counts first. */
  int k() {
    return result.recallAt().firstKey();
  }
}
