package dev.kindred.engine;

import dev.kindred.image.RenderedImages;
import dev.kindred.model.StateDict;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;

/**
 * One copy of the network and its optimiser, used by one thread at a time. This is all that the
 * rest of the product knows of an engine.
 */
public interface Replica extends AutoCloseable {
  /**
   * Takes one optimiser step a batch. A loss with a cross-batch memory starts with an empty one.
   *
   * @return the loss of every batch before its step
   */
  double[] train(Iterator<TrainingBatch> batches);

  /**
   * The same with a memory, for a loss that takes one.
   *
   * @param memory looked at and filled batch by batch
   */
  double[] train(Iterator<TrainingBatch> batches, LocalMemory memory);

  /**
   * Gradient by all parameters, in the order of {@link ReplicaState#parameters}; no step is taken.
   * That by the loss's own parameters is zero.
   *
   * @param batch images; its labels do not matter
   * @param embeddingGradient gradient of some loss by the embeddings of the batch, {@code [n, dim]}
   *     row-major
   */
  FloatVector gradient(TrainingBatch batch, float[] embeddingGradient);

  /**
   * Takes one optimiser step, clipping and weight decay included.
   *
   * @param gradient by all parameters
   */
  void apply(FloatVector gradient);

  /** A copy of the current state. */
  ReplicaState state();

  /**
   * Goes on from there.
   *
   * @throws IllegalArgumentException when the state is another network's
   */
  void restore(ReplicaState state);

  /** Where the state lies. After writing there, {@link #resume} says what was written. */
  StateMemory memory();

  /**
   * Goes on from what was written to {@link #memory}.
   *
   * @param step steps done
   * @param moments whether moments were written; otherwise they start anew
   */
  void resume(int step, boolean moments);

  /**
   * From now on learning rates are so many times those of the schedule; 1 at first. A state says
   * nothing of it.
   */
  void scaleRate(double factor);

  /** Where the loss's own parameters and their moments lie in a state. */
  ProxyPlace proxies();

  /**
   * Where running statistics lie among the parameters, ascending. They are observed, not learnt:
   * whoever combines states takes their mean and nothing beyond.
   */
  List<Span> statistics();

  /**
   * Embeddings with the running statistics.
   *
   * @param n number of images
   * @return {@code [n, dim]} row-major, of unit length
   */
  float[] embed(RenderedImages images, int n);

  /**
   * The same of values.
   *
   * @param images {@code [n, size, size, 3]} row-major, normalised
   */
  default float[] embed(float[] images, int n) {
    return embed(new RenderedImages.Values(images), n);
  }

  /**
   * Pooled backbone features of unit length, before the linear head: what a pretrained network
   * offers untrained.
   *
   * @return {@code [n, features]} row-major
   */
  float[] features(RenderedImages images, int n);

  /**
   * The same of values.
   *
   * @param images {@code [n, size, size, 3]} row-major, normalised
   */
  default float[] features(float[] images, int n) {
    return features(new RenderedImages.Values(images), n);
  }

  /** Weights under their PyTorch names, with {@code head.weight [dim, features]} and the like. */
  StateDict weights();

  /** Sets the weights that are there; names and shapes have been checked before. */
  void load(StateDict weights);

  /**
   * Writes the network, without the optimiser, in the engine's own form. The stream stays open.
   *
   * @throws IOException when it cannot be written
   */
  void save(OutputStream out) throws IOException;

  @Override
  void close();
}
