package dev.kindred.engine.exchange;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;

/**
 * A common state as the driver has it.
 *
 * @param state of every replica at the start of a round
 * @param velocity of the outer momentum, of the parameters' length; empty without
 */
public record CommonValues(ReplicaState state, FloatVector velocity) {}
