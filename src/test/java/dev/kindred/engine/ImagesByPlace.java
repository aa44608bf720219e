package dev.kindred.engine;

import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/** Noise in place of stored images: the same for the same place in the same batch, split or not. */
public record ImagesByPlace(int size) implements BatchSource {
  /** The images of a batch or of a part of one. */
  public TrainingBatch batch(BatchPlan plan) {
    int n = plan.labels().length;
    int floats = size * size * 3;
    float[] images = new float[n * floats];
    for (int i = 0; i < n; i++) {
      SplittableRandom random = new SplittableRandom(31 * plan.seed() + plan.first() + i);
      for (int k = 0; k < floats; k++) {
        images[i * floats + k] = (float) random.nextDouble(-1, 1);
      }
    }
    return new TrainingBatch(images, plan.labels(), plan.seed());
  }

  @Override
  public BatchStream open(List<BatchPlan> plans) {
    return new Stream(this, plans.iterator());
  }

  private record Stream(ImagesByPlace source, Iterator<BatchPlan> plans) implements BatchStream {
    @Override
    public boolean hasNext() {
      return plans.hasNext();
    }

    @Override
    public TrainingBatch next() {
      return source.batch(plans.next());
    }

    @Override
    public long waitedNanos() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
