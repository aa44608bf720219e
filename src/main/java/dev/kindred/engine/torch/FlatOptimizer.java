package dev.kindred.engine.torch;

import static dev.kindred.engine.torch.FlatState.part;

import dev.kindred.engine.Clip;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.StateLayout;
import dev.kindred.engine.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * PyTorch's optimisers over the whole state at once. Backbone, head and the loss's own parameters
 * are ranges with a rate each; where nothing is trained the gradient is zero, and so is the step.
 */
final class FlatOptimizer {
  /**
   * Neighbouring values with one rate.
   *
   * @param factor of the learning rate
   * @param waits while only the head learns
   */
  private record Range(int from, int length, double factor, boolean waits) {
    Tensor of(Tensor vector) {
      return part(vector, from, length);
    }
  }

  private final Optimizer optimizer;
  private final List<Range> ranges = new ArrayList<>();
  private int start;
  private double scale = 1;

  /**
   * @param proxyFactor how much faster the loss's own parameters learn
   */
  FlatOptimizer(StateLayout layout, Optimizer optimizer, double proxyFactor) {
    this.optimizer = optimizer;
    int head = layout.slice("head.weight").offset();
    int proxies = layout.proxies().length();
    int behind = layout.parameters() - proxies;
    add(0, head, 1, true);
    add(head, behind, optimizer.headFactor(), false);
    add(behind, layout.parameters(), proxyFactor, false);
  }

  private void add(int from, int to, double factor, boolean waits) {
    if (to > from) {
      ranges.add(new Range(from, to - from, factor, waits));
    }
  }

  void scaleRate(double factor) {
    scale = factor;
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
    LearningRate rate = optimizer.rate();
    boolean warming = step < rate.headOnly();
    Tensor g = state.gradient;
    ranges.stream().filter(r -> warming && r.waits).forEach(r -> r.of(g).zero_());
    clip(g);
    if (optimizer.decay() != 0 && !optimizer.rule().decoupled()) {
      g.addcmul_(state.parameters, state.trained, scalar(optimizer.decay()));
    }
    for (Range range : ranges) {
      if (!(warming && range.waits)) {
        int since = step - (range.waits ? Math.max(start, rate.headOnly()) : start);
        move(state, range, scale * range.factor * rate.at(step), since + 1);
      }
    }
    state.changed();
  }

  /**
   * @param t steps since the moments were zero, this one included
   */
  private void move(FlatState state, Range r, double rate, int t) {
    Tensor p = r.of(state.parameters);
    if (optimizer.decay() != 0 && optimizer.rule().decoupled()) {
      Tensor trained = r.of(state.trained);
      p.addcmul_(p.mul(trained), trained, scalar(-rate * optimizer.decay()));
    }
    Tensor g = r.of(state.gradient);
    Tensor first = r.of(state.first);
    Tensor second = r.of(state.second);
    UpdateRule rule = optimizer.rule();
    if (rule instanceof UpdateRule.Adam adam) {
      adam(adam, p, g, first, second, rate, t);
    } else if (rule instanceof UpdateRule.RmsProp rms) {
      rmsProp(rms, p, g, first, second, rate);
    } else {
      sgd((UpdateRule.Sgd) rule, p, g, first, rate);
    }
  }

  private static void adam(
      UpdateRule.Adam adam, Tensor p, Tensor g, Tensor first, Tensor second, double rate, int t) {
    double beta1 = adam.beta1();
    double beta2 = adam.beta2();
    first.mul_(scalar(beta1)).add_(g, scalar(1 - beta1));
    second.mul_(scalar(beta2)).addcmul_(g, g, scalar(1 - beta2));
    double root = Math.sqrt(1 - Math.pow(beta2, t));
    Tensor divisor = second.sqrt().div_(scalar(root)).add_(scalar(adam.epsilon()));
    p.addcdiv_(first, divisor, scalar(-rate / (1 - Math.pow(beta1, t))));
  }

  private static void rmsProp(
      UpdateRule.RmsProp rms, Tensor p, Tensor g, Tensor first, Tensor second, double rate) {
    second.mul_(scalar(rms.alpha())).addcmul_(g, g, scalar(1 - rms.alpha()));
    Tensor divisor = second.sqrt().add_(scalar(rms.epsilon()));
    if (rms.momentum() == 0) {
      p.addcdiv_(g, divisor, scalar(-rate));
    } else {
      first.mul_(scalar(rms.momentum())).addcdiv_(g, divisor, scalar(1));
      p.add_(first, scalar(-rate));
    }
  }

  private static void sgd(UpdateRule.Sgd sgd, Tensor p, Tensor g, Tensor first, double rate) {
    if (sgd.momentum() == 0) {
      p.add_(g, scalar(-rate));
      return;
    }
    first.mul_(scalar(sgd.momentum())).add_(g, scalar(1));
    p.add_(sgd.nesterov() ? g.add(first, scalar(sgd.momentum())) : first, scalar(-rate));
  }

  private void clip(Tensor gradient) {
    Clip clip = optimizer.clip();
    if (clip.value() > 0) {
      gradient.clamp_(
          new org.bytedeco.pytorch.ScalarOptional(scalar(-clip.value())),
          new org.bytedeco.pytorch.ScalarOptional(scalar(clip.value())));
    }
    if (clip.norm() > 0) {
      double norm = gradient.norm().item_double();
      if (norm > clip.norm()) {
        gradient.mul_(scalar(clip.norm() / norm));
      }
    }
  }

  private static Scalar scalar(double value) {
    return new Scalar(value);
  }
}
