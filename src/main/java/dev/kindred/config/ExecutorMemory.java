package dev.kindred.config;

/**
 * The one calculator of an executor's memory. Java's heap, JavaCPP's limits and the overhead that a
 * resource manager grants must fit each other: an executor whose off-heap arrays were forgotten in
 * the overhead is killed by YARN.
 *
 * @param heapMb Java heap in MiB
 * @param nativeMb arrays, networks and images beyond the heap in MiB
 */
public record ExecutorMemory(int heapMb, int nativeMb) {
  /** Metaspace, code, thread stacks and network buffers of a Java process, in MiB. */
  private static final int JVM_MB = 384;

  /** {@code spark.executor.memoryOverhead} in MiB. */
  public int overheadMb() {
    return nativeMb + Math.max(JVM_MB, heapMb / 10);
  }

  /** Whole process in MiB: what the resource manager grants. */
  public int totalMb() {
    return heapMb + overheadMb();
  }

  /** {@code org.bytedeco.javacpp.maxbytes}: what JavaCPP itself allocates, in bytes. */
  public long maxBytes() {
    return (long) nativeMb << 20;
  }

  /** {@code org.bytedeco.javacpp.maxphysicalbytes}: resident size of the process, in bytes. */
  public long maxPhysicalBytes() {
    return (long) totalMb() << 20;
  }
}
