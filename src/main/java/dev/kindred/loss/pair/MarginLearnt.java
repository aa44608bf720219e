package dev.kindred.loss.pair;

import dev.kindred.loss.Anchor;
import dev.kindred.loss.AnchorLoss;
import dev.kindred.loss.Batch;
import dev.kindred.loss.LossValue;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.loss.ParametricValue;
import dev.kindred.loss.math.Distance;
import dev.kindred.loss.miner.Miner;
import java.util.Arrays;

/**
 * Margin-based loss with a learnt boundary a class (Wu 2017, arXiv:1706.07567, section 4.2): {@link
 * Margin} with {@code b = beta[class of the anchor]}, plus {@code v} times the mean boundary of the
 * batch. The paper also has a boundary for every image, which it found not to help.
 *
 * @param margin {@code m}
 * @param boundary that every class starts with
 * @param boundaryWeight {@code v}
 * @param learningRateFactor of the boundaries
 * @param miner or null for all pairs
 */
public record MarginLearnt(
    double margin, double boundary, double boundaryWeight, double learningRateFactor, Miner miner)
    implements ParametricLoss {
  @Override
  public int rows(int classes) {
    return classes;
  }

  @Override
  public int width(int d) {
    return 1;
  }

  @Override
  public int classOf(int row, int classes) {
    return row;
  }

  @Override
  public float[] initial(int classes, int d, long seed) {
    float[] result = new float[classes];
    Arrays.fill(result, (float) boundary);
    return result;
  }

  @Override
  public ParametricValue evaluate(Batch batch, float[] parameters, int classes) {
    ParametricLoss.check(this, batch, parameters, classes);
    Pass pass = new Pass(batch.labels(), parameters);
    LossValue value = pass.evaluate(batch);
    float[] gradient = new float[classes];
    double mean = 0;
    for (int label : batch.labels()) {
      gradient[label] += (float) (boundaryWeight / batch.n());
      mean += parameters[label] / batch.n();
    }
    for (int c = 0; c < classes && pass.active > 0; c++) {
      gradient[c] += (float) (pass.balance[c] / pass.active);
    }
    return new ParametricValue(value.value() + boundaryWeight * mean, value.gradient(), gradient);
  }

  /** One evaluation: besides the similarities' gradient it collects that of the boundaries. */
  private final class Pass implements AnchorLoss {
    private static final long serialVersionUID = 1L;

    private final int[] labels;
    private final float[] boundaries;
    private final double[] balance;
    private long active;

    Pass(int[] labels, float[] boundaries) {
      this.labels = labels;
      this.boundaries = boundaries;
      balance = new double[boundaries.length];
    }

    @Override
    public boolean mine(Anchor anchor) {
      if (miner != null) {
        miner.mine(anchor);
      }
      return !anchor.isOneSided();
    }

    @Override
    public double evaluate(Anchor anchor) {
      int label = labels[anchor.index()];
      double total = new Margin(margin, boundaries[label]).evaluate(anchor);
      for (int k = 0; k < anchor.positives(); k++) {
        balance[label] -= margin + Distance.of(anchor.positive[k]) > boundaries[label] ? 1 : 0;
      }
      for (int k = 0; k < anchor.negatives(); k++) {
        balance[label] += margin + boundaries[label] > Distance.of(anchor.negative[k]) ? 1 : 0;
      }
      return total;
    }

    @Override
    public long divisor(int anchors, long terms) {
      active = terms;
      return terms;
    }
  }
}
