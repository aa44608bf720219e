package dev.kindred.engine.exchange;

import org.apache.spark.api.java.JavaSparkContext;

/** States of small networks in as many pieces as those of large ones. */
public final class SmallPieces {
  /** Values in a piece. */
  static final int VALUES = 1 << 14;

  private static final long IN_MEMORY = 1 << 30;

  private SmallPieces() {}

  /** For a trainer's states. */
  public static Exchange exchange(JavaSparkContext spark) {
    return new Exchange(spark, IN_MEMORY, VALUES);
  }
}
