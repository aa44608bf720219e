package dev.kindred.loss;

/**
 * A loss that owns parameters: proxies or class weights, one or several rows a class. It is a pure
 * function of batch and parameters; whoever trains holds the parameters, steps them, averages and
 * saves them. Implementations are immutable and thread-safe.
 *
 * <p>Labels of the batch are class indices {@code 0 .. classes - 1}.
 */
public non-sealed interface ParametricLoss extends Loss {
  /** Rows of parameters for so many training classes. */
  int rows(int classes);

  /** Numbers in a row, for embeddings of dimension {@code d}. */
  default int width(int d) {
    return d;
  }

  /**
   * The class a row belongs to. The row is averaged only over executors that saw this class.
   *
   * @param row {@code 0 .. rows(classes) - 1}
   * @param classes number of training classes
   */
  int classOf(int row, int classes);

  /**
   * Parameters to start from, as the paper draws them.
   *
   * @param classes number of training classes
   * @param d embedding dimension
   * @param seed the same seed gives the same parameters
   * @return {@code [rows(classes), width(d)]} row-major
   */
  float[] initial(int classes, int d, long seed);

  /** How much faster the parameters learn than the network. */
  double learningRateFactor();

  /**
   * Value and gradients.
   *
   * @param batch unit-length embeddings and labels below {@code classes}
   * @param parameters {@code [rows(classes), width(d)]} row-major, not modified
   * @param classes number of training classes
   * @throws IllegalArgumentException when the parameters have another size, or a label is not a
   *     class
   */
  ParametricValue evaluate(Batch batch, float[] parameters, int classes);

  /**
   * Refuses what does not fit a loss.
   *
   * @throws IllegalArgumentException when the parameters have another size, or a label is not a
   *     class
   */
  static void check(ParametricLoss loss, Batch batch, float[] parameters, int classes) {
    int expected = loss.rows(classes) * loss.width(batch.d());
    if (parameters.length != expected) {
      throw new IllegalArgumentException(
          loss
              + " has "
              + expected
              + " parameters for "
              + classes
              + " classes, not "
              + parameters.length);
    }
    for (int label : batch.labels()) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "class " + label + " is not one of the " + classes + " trained with");
      }
    }
  }
}
