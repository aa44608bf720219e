package dev.kindred.engine.spark;

/**
 * What a round consists of.
 *
 * @param moments whether the optimiser's moments travel and are averaged; otherwise every round
 *     starts with fresh ones
 * @param exact whether all executors' embeddings form one batch of the loss
 */
public record Rounds(boolean moments, boolean exact) {}
