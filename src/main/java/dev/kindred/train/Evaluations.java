package dev.kindred.train;

import dev.kindred.engine.ReplicaState;
import dev.kindred.run.Moment;

/** What training asks to be measured on its way. */
public interface Evaluations {
  /** Recall@1 on the held-out training classes; the best state becomes the model. */
  double validation(ReplicaState state);

  /** Measures for the curve only; nothing follows from it. */
  void curve(ReplicaState state, Moment moment);
}
