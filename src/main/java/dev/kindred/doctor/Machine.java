package dev.kindred.doctor;

import java.io.Serializable;
import java.lang.management.ManagementFactory;

/**
 * Java and memory of a process.
 *
 * @param java version of Java, such as 17.0.12
 * @param feature its first number
 * @param platform operating system and processor
 * @param cores that the process may use
 * @param physical bytes of memory that the machine, or the container, has
 */
public record Machine(String java, int feature, String platform, int cores, long physical)
    implements Serializable {
  /** Of this process. */
  public static Machine here() {
    long physical =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Long.MAX_VALUE;
    return new Machine(
        System.getProperty("java.version"),
        Runtime.version().feature(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        physical);
  }
}
