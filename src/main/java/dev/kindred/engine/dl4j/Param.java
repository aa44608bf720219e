package dev.kindred.engine.dl4j;

/**
 * One parameter array of a layer.
 *
 * @param key name within the layer
 * @param trained false for running statistics, which no optimiser touches
 * @param initial value of every element before weights are set
 * @param shape in C order
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read in this package only
record Param(String key, boolean trained, double initial, long... shape) {
  long length() {
    long n = 1;
    for (long s : shape) {
      n *= s;
    }
    return n;
  }
}
