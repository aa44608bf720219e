package dev.kindred.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kindred.run.KindredException;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What may come of a damaged input: a result, or one clear line; soon, and without asking for much
 * memory.
 */
public final class Outcome {
  private static final Duration SOON = Duration.ofSeconds(20);

  private Outcome() {}

  /** Reads one input. */
  @FunctionalInterface
  public interface Reading {
    /** Whatever it gives is right, or checked by itself. */
    void run() throws Exception;
  }

  /**
   * Fails naming the seed.
   *
   * @param what is read, with its seed
   * @param most bytes that may be allocated
   * @return whether the input was read
   */
  public static boolean of(String what, long most, Reading reading) {
    return of(what, most, 1, reading);
  }

  /**
   * The same where every mistake of the input has a line of its own.
   *
   * @param lines at most
   */
  public static boolean of(String what, long most, int lines, Reading reading) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    boolean read = true;
    try {
      reading.run();
    } catch (KindredException e) {
      read = false;
      assertThat(e.getMessage()).as(what).isNotBlank();
      assertThat(e.getMessage().lines()).as(what).hasSizeLessThanOrEqualTo(lines);
      assertThat(e.getMessage().length()).as(what + ": " + e.getMessage()).isLessThan(4000);
    } catch (Throwable t) {
      throw new AssertionError(what + ": " + t, t);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(SOON);
    assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
        .as(what + ": bytes allocated")
        .isLessThan(most);
    return read;
  }
}
