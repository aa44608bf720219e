package dev.kindred.engine.torch;

import static dev.kindred.engine.torch.FlatState.part;

import dev.kindred.engine.LearningRate;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.StateLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * PyTorch's Adam and AdamW over the whole state at once. Backbone, head and the loss's own
 * parameters are ranges with a rate each; where nothing is trained the gradient is zero, and so is
 * the step.
 */
final class FlatAdam {
  /**
   * Neighbouring values with one rate.
   *
   * @param factor of the learning rate
   * @param waits while only the head learns
   */
  private record Range(int from, int length, double factor, boolean waits) {}

  private final Optimizer optimizer;
  private final List<Range> ranges = new ArrayList<>();
  private int start;

  /**
   * @param proxyFactor how much faster the loss's own parameters learn
   */
  FlatAdam(StateLayout layout, Optimizer optimizer, double proxyFactor) {
    this.optimizer = optimizer;
    int head = layout.slice("head.weight").offset();
    int behind = layout.slice("head.bias").end();
    add(0, head, 1, true);
    add(head, behind, optimizer.headFactor(), false);
    add(behind, layout.parameters(), proxyFactor, false);
  }

  private void add(int from, int to, double factor, boolean waits) {
    if (to > from) {
      ranges.add(new Range(from, to - from, factor, waits));
    }
  }

  /** Moments are zero at this step: the bias correction counts from here. */
  void startAt(int step) {
    start = step;
  }

  /**
   * Takes one step along the state's gradient, which it changes.
   *
   * @param step steps done before
   */
  void step(FlatState state, int step) {
    Tensor g = state.gradient;
    clip(g);
    if (optimizer.decay() != 0 && !optimizer.decoupled()) {
      g.addcmul_(state.parameters, state.trained, scalar(optimizer.decay()));
    }
    double beta1 = optimizer.beta1();
    double beta2 = optimizer.beta2();
    int t = step - start + 1;
    state.first.mul_(scalar(beta1)).add_(g, scalar(1 - beta1));
    state.second.mul_(scalar(beta2)).addcmul_(g, g, scalar(1 - beta2));
    double root = Math.sqrt(1 - Math.pow(beta2, t));
    Tensor divisor = state.second.sqrt().div_(scalar(root)).add_(scalar(optimizer.epsilon()));
    for (Range range : ranges) {
      double rate = rate(range, step);
      if (rate != 0) {
        move(state, range, divisor, rate, 1 - Math.pow(beta1, t));
      }
    }
    state.changed();
  }

  private double rate(Range range, int step) {
    LearningRate rate = optimizer.rate();
    return range.waits && step < rate.headOnly() ? 0 : range.factor * rate.at(step);
  }

  private void move(FlatState state, Range r, Tensor divisor, double rate, double correction) {
    Tensor p = part(state.parameters, r.from, r.length);
    if (optimizer.decay() != 0 && optimizer.decoupled()) {
      Tensor trained = part(state.trained, r.from, r.length);
      p.addcmul_(p.mul(trained), trained, scalar(-rate * optimizer.decay()));
    }
    Tensor m = part(state.first, r.from, r.length);
    p.addcdiv_(m, part(divisor, r.from, r.length), scalar(-rate / correction));
  }

  private void clip(Tensor gradient) {
    if (optimizer.clip() > 0) {
      double norm = gradient.norm().item_double();
      if (norm > optimizer.clip()) {
        gradient.mul_(scalar(optimizer.clip() / norm));
      }
    }
  }

  private static Scalar scalar(double value) {
    return new Scalar(value);
  }
}
