package dev.kindred.engine;

import dev.kindred.model.Backbone;
import dev.kindred.model.Pooling;
import java.io.Serializable;

/**
 * Everything that decides a network's shape.
 *
 * @param backbone convolutions
 * @param pooling from feature map to vector
 * @param dim embedding dimension
 * @param frozenNorm training uses the running statistics of batch normalisation and leaves them
 * @param trainFrom name of the first node that is trained, {@link Backbone#INPUT} for all, null for
 *     the head alone
 * @param proxyRows rows of the loss's own parameters, 0 for none
 * @param proxyWidth numbers in such a row
 * @param proxyFactor how much faster the loss's own parameters learn
 */
public record NetworkSpec(
    Backbone backbone,
    Pooling pooling,
    int dim,
    boolean frozenNorm,
    String trainFrom,
    int proxyRows,
    int proxyWidth,
    double proxyFactor)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
