package dev.kindred.engine;

import dev.kindred.image.RenderedImages;
import java.io.Serializable;

/**
 * What computes a network. Chosen once, on the driver; it travels to the executors with the recipe.
 */
public interface Engine extends Serializable {
  /** As in {@code kindred.engine.name}. */
  String name();

  /** A network with its layers' plain initial values; weights are set before it is used. */
  Replica replica(ReplicaRecipe recipe);

  /** On what a replica made by the calling task computes; replicas of other places are no use. */
  String place();

  /** The form in which a replica made by the calling task takes images. */
  RenderedImages.Form images();

  /** Whether it can compute with tokens, as transformers do. */
  boolean hasTokens();

  /** Whether this build brings what it needs to compute on GPUs. */
  boolean isForGpus();

  /**
   * Checks that the calling task can compute where it is.
   *
   * @throws dev.kindred.run.KindredException when it cannot, with what to do
   */
  void check();

  /** Loads the native libraries; what is not on this machine yet is unpacked by that. */
  void load();

  /** Library, version and instruction set or device, for the run's log. */
  String describe();
}
