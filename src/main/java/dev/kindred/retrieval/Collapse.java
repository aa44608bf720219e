package dev.kindred.retrieval;

import dev.kindred.run.DriverOnly;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether embeddings have collapsed: a network that sends all images to one point has a small loss
 * under some losses, and a Recall that is that of chance.
 *
 * @param meanCosine of all pairs of the sample
 * @param images in the sample
 */
@DriverOnly
public record Collapse(double meanCosine, int images) {
  /** Spread evenly, so that they are of many classes. */
  private static final int SAMPLE = 256;

  /** An untrained network has 0.999-something and still ranks. */
  private static final double NEARLY_ONE = 0.9999;

  /** Looks at a sample of the queries. */
  public static Collapse of(Searchable embeddings) {
    int n = embeddings.queryIds().length;
    int some = Math.min(SAMPLE, n);
    int[] rows = IntStream.range(0, some).map(i -> (int) ((long) i * n / some)).toArray();
    return of(embeddings.queries(rows));
  }

  /** Of all pairs of a set: the square of the sum of its rows has each pair twice, and each row. */
  static Collapse of(EmbeddingSet set) {
    double squared = 0;
    double own = 0;
    for (int j = 0; j < set.d(); j++) {
      double sum = 0;
      for (int i = 0; i < set.n(); i++) {
        double x = set.rows()[i * set.d() + j];
        sum += x;
        own += x * x;
      }
      squared += sum * sum;
    }
    double pairs = (double) set.n() * (set.n() - 1);
    return new Collapse(pairs == 0 ? Double.NaN : (squared - own) / pairs, set.n());
  }

  /** A line for the user, if there is something to warn of. */
  public Optional<String> warning() {
    return meanCosine >= NEARLY_ONE
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the embeddings have collapsed to nearly one point: the mean cosine of %d images is"
                    + " %.6f, so that the figures are those of chance; lower the learning rate, or"
                    + " choose another loss or miner (docs/troubleshooting.md)",
                images,
                meanCosine))
        : Optional.empty();
  }
}
