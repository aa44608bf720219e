package dev.kindred.engine;

import dev.kindred.model.Backbone;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Pooling;
import java.io.Serializable;

/**
 * Everything that decides a network's shape.
 *
 * @param backbone convolutions
 * @param pooling from feature map to vector
 * @param form what else the head has
 * @param dim embedding dimension
 * @param frozenNorm training uses the running statistics of batch normalisation and leaves them
 * @param frozenAffine the backbone's normalisations keep their scale and shift
 * @param trainFrom name of the first node that is trained, {@link Backbone#INPUT} for all, null for
 *     the head alone
 * @param proxyRows rows of the loss's own parameters, 0 for none
 * @param proxyWidth numbers in such a row
 * @param proxyFactor how much faster the loss's own parameters learn
 */
public record NetworkSpec(
    Backbone backbone,
    Pooling pooling,
    HeadForm form,
    int dim,
    boolean frozenNorm,
    boolean frozenAffine,
    String trainFrom,
    int proxyRows,
    int proxyWidth,
    double proxyFactor)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** With a plain head, and normalisations that learn where the network does. */
  public NetworkSpec(
      Backbone backbone,
      Pooling pooling,
      int dim,
      boolean frozenNorm,
      String trainFrom,
      int proxyRows,
      int proxyWidth,
      double proxyFactor) {
    this(
        backbone,
        pooling,
        HeadForm.PLAIN,
        dim,
        frozenNorm,
        false,
        trainFrom,
        proxyRows,
        proxyWidth,
        proxyFactor);
  }

  /** The same network with parameters of a loss. */
  public NetworkSpec withProxies(int rows, int width, double factor) {
    return new NetworkSpec(
        backbone, pooling, form, dim, frozenNorm, frozenAffine, trainFrom, rows, width, factor);
  }

  /** Whether training moves running statistics. */
  public boolean hasLiveStatistics() {
    return !frozenNorm || form.bnNeck();
  }
}
