package dev.kindred.model;

/**
 * Whether a file of weights and its numbers fit the heap, asked before they are read: honest files
 * of the known backbones take a tenth of it.
 */
final class HeapRoom {
  /** The rest is for the numbers that are made of a file and for everybody else. */
  private static final int PARTS = 8;

  private static final int USED = 7;

  private HeapRoom() {}

  /**
   * @param fileBytes held in memory
   * @param numbers floats beside it
   * @throws dev.kindred.run.KindredException (bad data) naming the memory to give
   */
  static void check(String source, long fileBytes, long numbers) {
    check(source, fileBytes, numbers, Runtime.getRuntime().maxMemory());
  }

  static void check(String source, long fileBytes, long numbers, long heap) {
    long needed = fileBytes + numbers * Float.BYTES;
    if (needed > heap / PARTS * USED) {
      throw BadWeights.of(
          source,
          "takes %,d MiB to read, which the heap of %,d MiB does not have; check that these are the"
                  .formatted(needed >> 20, heap >> 20)
              + " right weights, then give KINDRED_DRIVER_MEMORY=%dg"
                  .formatted(((needed / USED * PARTS) >> 30) + 1));
    }
  }
}
