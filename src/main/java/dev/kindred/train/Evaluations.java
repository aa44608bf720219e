package dev.kindred.train;

import dev.kindred.engine.ReplicaState;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import java.util.List;

/** What training asks to be measured on its way. */
public interface Evaluations {
  /**
   * Measures on the held-out training classes, {@code kindred.train.validation-metric} among other
   * things; the best state becomes the model.
   */
  List<MetricValue> validation(ReplicaState state);

  /** Measures for the curve only; nothing follows from it. */
  void curve(ReplicaState state, Moment moment);
}
