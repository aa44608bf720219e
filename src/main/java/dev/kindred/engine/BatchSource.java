package dev.kindred.engine;

import java.io.Serializable;
import java.util.List;

/** Opens planned batches on an executor. */
public interface BatchSource extends Serializable {
  /** Starts to read; closed by the caller. */
  BatchStream open(List<BatchPlan> plans);
}
