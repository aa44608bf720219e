package dev.kindred.engine.spark;

import dev.kindred.engine.FloatVector;
import java.io.Serializable;

/**
 * What one half of an exact step sends back.
 *
 * @param values embeddings {@code [n, dim]}, or the gradient by all parameters
 * @param report what was done
 */
record ExactResult(FloatVector values, SlotReport report) implements Serializable {}
