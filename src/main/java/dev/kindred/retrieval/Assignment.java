package dev.kindred.retrieval;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Where points belong.
 *
 * @param cluster of each point
 * @param squared distance of each to its cluster's centre, squared
 */
@SuppressWarnings("ArrayRecordComponent") // one number a point
record Assignment(int[] cluster, double[] squared) implements Serializable {
  double inertia() {
    return Arrays.stream(squared).sum();
  }
}
