package dev.kindred.engine;

import dev.kindred.loss.Batch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Batches that pass through the network some images at a time (gradient caching, Gao et al. 2021,
 * arXiv:2101.06983): first all embeddings, then the loss and its gradient by them, once, then chunk
 * by chunk forward again and back. The loss sees the whole batch; memory holds the feature maps of
 * one chunk. Every image is read and passed forward twice. With frozen batch normalisation it is
 * the step that the batch in one piece takes, up to the order of sums.
 *
 * @param images most of a chunk; 0 for whole batches
 */
public record ChunkedBatches(int images) implements Serializable {
  /** Whether a batch of {@code n} images is more than a chunk. */
  public boolean splits(int n) {
    return images > 0 && n > images;
  }

  /** In the order in which {@link #train} wants them: a batch that is split comes twice. */
  public List<BatchPlan> passes(List<BatchPlan> plans) {
    List<BatchPlan> passes = new ArrayList<>();
    for (BatchPlan plan : plans) {
      if (splits(plan.labels().length)) {
        passes.addAll(plan.parts(images));
        passes.addAll(plan.parts(images));
      } else {
        passes.add(plan);
      }
    }
    return passes;
  }

  /** Once each, split. */
  public List<BatchPlan> parts(BatchPlan plan) {
    return splits(plan.labels().length) ? plan.parts(images) : List.of(plan);
  }

  /**
   * Takes one step for each batch.
   *
   * @param stream of {@link #passes}
   * @param step steps done before
   * @return the loss of every batch before its step
   */
  public double[] train(
      Replica replica,
      ReplicaRecipe recipe,
      List<BatchPlan> plans,
      BatchStream stream,
      LocalMemory memory,
      int step) {
    double[] losses = new double[plans.size()];
    for (int i = 0; i < losses.length; i++) {
      losses[i] =
          splits(plans.get(i).labels().length)
              ? step(replica, recipe, plans.get(i), stream, memory, step + i)
              : replica.train(List.of(stream.next()).iterator(), memory)[0];
    }
    return losses;
  }

  private double step(
      Replica replica,
      ReplicaRecipe recipe,
      BatchPlan plan,
      BatchStream stream,
      LocalMemory memory,
      int step) {
    int dim = recipe.network().dim();
    float[] z = embed(replica, plan, stream, dim);
    LossOutcome outcome =
        LossOutcome.of(
            recipe, new Batch(z, plan.labels(), dim, plan.seed()), own(replica), memory, step);
    FloatVector gradient = gradient(replica, plan, stream, outcome.gradient());
    System.arraycopy(
        outcome.ownGradient(),
        0,
        gradient.values(),
        replica.proxies().parameters(),
        outcome.ownGradient().length);
    replica.apply(gradient);
    return outcome.value();
  }

  private static float[] own(Replica replica) {
    ProxyPlace place = replica.proxies();
    float[] own = new float[place.length()];
    if (own.length > 0) {
      replica.memory().parameters().asFloatBuffer().get(place.parameters(), own);
    }
    return own;
  }

  /**
   * Embeddings of a batch.
   *
   * @param stream of its {@link #parts}
   * @return {@code [n, dim]} row-major
   */
  public float[] embed(Replica replica, BatchPlan plan, BatchStream stream, int dim) {
    float[] z = new float[plan.labels().length * dim];
    for (int at = 0; at < z.length; ) {
      TrainingBatch chunk = stream.next();
      float[] rows = replica.embed(chunk.input(), chunk.n());
      System.arraycopy(rows, 0, z, at, rows.length);
      at += rows.length;
    }
    return z;
  }

  /**
   * Gradient of a batch by all parameters, that by the loss's own being zero.
   *
   * @param stream of its {@link #parts}
   * @param byEmbeddings gradient of the loss, {@code [n, dim]} row-major
   */
  public FloatVector gradient(
      Replica replica, BatchPlan plan, BatchStream stream, float[] byEmbeddings) {
    int dim = byEmbeddings.length / plan.labels().length;
    float[] sum = new float[0];
    for (int at = 0; at < byEmbeddings.length; ) {
      TrainingBatch chunk = stream.next();
      int to = at + chunk.n() * dim;
      float[] part = replica.gradient(chunk, Arrays.copyOfRange(byEmbeddings, at, to)).values();
      at = to;
      if (sum.length == 0) {
        sum = part;
      } else {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += part[i];
        }
      }
    }
    return new FloatVector(sum);
  }
}
