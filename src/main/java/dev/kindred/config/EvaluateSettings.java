package dev.kindred.config;

import dev.kindred.retrieval.PairSettings;
import dev.kindred.retrieval.ReRanking;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recall and its relatives.
 *
 * @param recallAt the K of Recall@K, ascending
 * @param trainSplit whether the training half is evaluated instead of the test half
 * @param batch images embedded at a time
 * @param partitions tasks, or 0 for one per executor core
 * @param broadcastShare of an executor's heap that a gallery may take as a whole
 * @param neighboursInReport nearest images kept of each query
 * @param imagesInMap images in the report's map of the embeddings, or 0 to leave it out
 * @param nmi whether embeddings are clustered too
 * @param rawSide side in pixels of the baseline without a network, or 0 to leave it out
 * @param verification whether all pairs of images are counted
 * @param pairs what is measured of them
 * @param configuredEmbeddings a table of embeddings made elsewhere, or {@code none}; see {@link
 *     #embeddings}
 * @param parquet whether embeddings are written as Parquet, not for NumPy
 * @param whileTraining whether the split is also measured during training, for the curve
 * @param reRankings measured beside the plain figures
 */
public record EvaluateSettings(
    List<Integer> recallAt,
    boolean trainSplit,
    int batch,
    int partitions,
    double broadcastShare,
    int neighboursInReport,
    int imagesInMap,
    boolean nmi,
    int rawSide,
    boolean verification,
    PairSettings pairs,
    String configuredEmbeddings,
    boolean parquet,
    boolean whileTraining,
    List<ReRanking> reRankings)
    implements Serializable {
  static EvaluateSettings bind(Section s) {
    return new EvaluateSettings(
        s.ascendingWholes("recall-at", 1, 100, 1, 1_000_000),
        s.choice("split", "test", "train").equals("train"),
        s.whole("batch", 1, 65_536),
        s.whole("partitions", 0, 1_000_000),
        s.number("broadcast-share", 0, 0.5),
        s.whole("neighbours-in-report", 1, 1_000),
        s.whole("images-in-map", 0, 5_000),
        s.flag("nmi"),
        s.whole("raw-side", 0, 32),
        s.section("verification").flag("enabled"),
        pairs(s.section("verification")),
        s.section("embeddings").text("path"),
        s.section("embeddings").choice("format", "parquet", "npy").equals("parquet"),
        s.flag("while-training"),
        reRankings(s.section("re-ranking")));
  }

  private static List<ReRanking> reRankings(Section s) {
    Section expansion = s.section("query-expansion");
    Section reciprocal = s.section("k-reciprocal");
    ReRanking.QueryExpansion first =
        new ReRanking.QueryExpansion(
            expansion.whole("neighbours", 1, 1_000), expansion.number("alpha", 0, 100));
    ReRanking.KReciprocal second =
        new ReRanking.KReciprocal(
            reciprocal.whole("k1", 1, 1_000),
            reciprocal.whole("k2", 1, 1_000),
            reciprocal.number("lambda", 0, 1));
    List<ReRanking> wanted = new ArrayList<>();
    if (expansion.flag("enabled")) {
      wanted.add(first);
    }
    if (reciprocal.flag("enabled")) {
      wanted.add(second);
    }
    return List.copyOf(wanted);
  }

  /** Embeddings made elsewhere, when they are to be evaluated. */
  public Optional<String> embeddings() {
    return configuredEmbeddings.equals("none")
        ? Optional.empty()
        : Optional.of(configuredEmbeddings);
  }

  private static PairSettings pairs(Section s) {
    return new PairSettings(
        s.ascendingWholes("false-match-one-in", 1, 20, 1, 1_000_000_000),
        s.ascendingWholes("precision-percent", 1, 20, 1, 100));
  }
}
