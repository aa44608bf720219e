package dev.kindred.engine;

import java.io.Serializable;

/**
 * Where a loss's own parameters lie in a {@link ReplicaState}, row after row.
 *
 * @param rows of parameters, 0 when the loss has none
 * @param width numbers in a row
 * @param parameters offset of the first row in {@link ReplicaState#parameters}
 * @param first offset of its first moments in {@link ReplicaState#optimizer}
 * @param second offset of its second moments there
 */
public record ProxyPlace(int rows, int width, int parameters, int first, int second)
    implements Serializable {
  /** Of a loss without own parameters. */
  public static final ProxyPlace NONE = new ProxyPlace(0, 0, 0, 0, 0);

  /** Number of values. */
  public int length() {
    return rows * width;
  }
}
