package dev.kindred.engine.spark;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.exchange.Handover;
import java.io.Serializable;

/**
 * What one half of an exact step sends back.
 *
 * @param embeddings {@code [n, dim]}; empty in the second half
 * @param handover where the gradient by all parameters lies; nothing lies there in the first half
 * @param report what was done
 */
record ExactResult(FloatVector embeddings, Handover handover, SlotReport report)
    implements Serializable {}
