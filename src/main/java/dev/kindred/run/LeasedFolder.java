package dev.kindred.run;

import java.util.function.BooleanSupplier;

/**
 * A folder that commands change one after the other: whoever comes second waits.
 *
 * @param folder in the hands of this process
 * @param lease on it
 */
public record LeasedFolder(RunFolder folder, Lease lease) implements AutoCloseable {
  private static final String STOPPED = "stopped on request; nothing was changed";

  /**
   * Waits for its turn.
   *
   * @param stop asked while it waits
   * @throws KindredException with {@link Exit#TRY_LATER} when asked to stop
   */
  public static LeasedFolder await(RunFolder folder, LeaseTerms terms, BooleanSupplier stop) {
    LeaseTaker taker = new LeaseTaker(folder.fileSystem(), folder.root(), terms);
    Lease lease =
        taker.await(
            () -> {
              if (stop.getAsBoolean()) {
                throw new KindredException(Exit.TRY_LATER, STOPPED);
              }
            });
    return of(folder, lease);
  }

  /**
   * Takes a folder that nobody works in.
   *
   * @throws KindredException with {@link Exit#TRY_LATER} when somebody does
   */
  public static LeasedFolder take(RunFolder folder, LeaseTerms terms) {
    return of(folder, new LeaseTaker(folder.fileSystem(), folder.root(), terms).take(() -> {}));
  }

  private static LeasedFolder of(RunFolder folder, Lease lease) {
    try {
      return new LeasedFolder(folder.under(lease), lease);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      folder.sweep();
    } finally {
      lease.close();
    }
  }
}
