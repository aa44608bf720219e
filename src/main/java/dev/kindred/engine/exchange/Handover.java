package dev.kindred.engine.exchange;

import java.io.Serializable;
import java.util.BitSet;

/**
 * What a task left for the driver.
 *
 * @param slot of the task
 * @param attempt of the task
 * @param sent indices of the pieces that differ from the common state
 * @param step steps done by the slot's replica
 */
public record Handover(int slot, long attempt, BitSet sent, int step) implements Serializable {}
