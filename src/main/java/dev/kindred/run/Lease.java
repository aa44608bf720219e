package dev.kindred.run;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The right to change a folder, held by one process at a time, after Gray and Cheriton's leases
 * (1989) with a fencing token. It lasts while it is renewed. Another process takes it over when it
 * has watched the renewals stay away for longer than the lease by its own clock, so that clocks of
 * different machines are never compared; or at once when the holder's process can be seen to be
 * gone. Whoever works under it calls {@link #check} before each change: a process that was stopped
 * for a while finds a later epoch there and changes nothing more. Thread-safe.
 *
 * @see LeaseTaker
 */
public final class Lease implements AutoCloseable {
  /** Renewals in the time of a lease. */
  private static final int BEATS = 6;

  private final LeaseFiles files;
  private final String folder;
  private final Holder holder;
  private final LeaseTerms terms;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lease");
            thread.setDaemon(true);
            return thread;
          });
  private Runnable onLoss = () -> {};
  private long epoch;
  private long renewed;
  private long time;
  private volatile boolean lost;
  private boolean closed;

  private Lease(
      LeaseFiles files, String folder, Holder holder, LeaseTerms terms, long epoch, long nanos) {
    this.files = files;
    this.folder = folder;
    this.holder = holder;
    this.terms = terms;
    this.epoch = epoch;
    this.renewed = nanos;
  }

  static Holder newHolder(LeaseTerms terms) {
    return new Holder(
        UUID.randomUUID().toString(), terms.length(), ProcessIdentity.ofThisProcess());
  }

  /** Of whoever has created the epoch's file, which was asked for at {@code nanos}. */
  static Lease begin(
      LeaseFiles files, String folder, Holder holder, LeaseTerms terms, long epoch, long nanos) {
    Lease lease = new Lease(files, folder, holder, terms, epoch, nanos);
    long period = Math.max(1, terms.length().toMillis() / BEATS);
    // Only the end of this lease ends the beating; nobody waits for it.
    var unused =
        lease.heart.scheduleAtFixedRate(lease::beat, period, period, TimeUnit.MILLISECONDS);
    return lease;
  }

  /** Never the same for two leases; names what this holder has not finished. */
  public String token() {
    return holder.token();
  }

  /** Grows by each change of hands. */
  public synchronized long epoch() {
    return epoch;
  }

  /** Is called once, when the loss is noticed. */
  public synchronized void onLoss(Runnable action) {
    onLoss = action;
    if (lost) {
      action.run();
    }
  }

  /** Whether another process has taken over, as far as this one has noticed. */
  public boolean isLost() {
    return lost;
  }

  /**
   * To be called before each change of the folder.
   *
   * @throws KindredException with {@link Exit#TRY_LATER} when another process took the folder over,
   *     with {@link Exit#FAILED} when that cannot be seen
   */
  public synchronized void check() {
    if (!lost && !closed) {
      try {
        long now = terms.nanos().getAsLong();
        if (!isMine() || (isExpired(now) && !advance(now))) {
          lose();
        }
      } catch (IOException e) {
        throw new KindredException(
            Exit.FAILED, "cannot read " + folder + "/" + RunFiles.LOCK + ": " + e.getMessage(), e);
      }
    }
    if (lost) {
      throw new KindredException(
          Exit.TRY_LATER, "another process took over " + folder + "; this one stops");
    }
  }

  /** Renews the lease, or notices its loss. */
  private synchronized void beat() {
    if (lost || closed) {
      return;
    }
    try {
      long now = terms.nanos().getAsLong();
      if (!isMine()) {
        lose();
      } else if (isExpired(now)) {
        if (!advance(now)) {
          lose();
        }
      } else {
        time = Math.max(time + 1, terms.clock().millis());
        if (files.renew(epoch, holder.json(), time)) {
          renewed = now;
        } else {
          lose();
        }
      }
    } catch (IOException e) {
      // A file system that is away for a moment; the next beat tries again.
    }
  }

  private boolean isExpired(long now) {
    return now - renewed > terms.length().toNanos();
  }

  private boolean isMine() throws IOException {
    NavigableSet<Long> epochs = files.epochs();
    return !epochs.isEmpty() && epochs.last() == epoch && saysMe();
  }

  private boolean saysMe() throws IOException {
    Optional<LeaseFiles.Sight> sight = files.look(epoch);
    return sight.isPresent() && Holder.parse(sight.get().content()).token().equals(token());
  }

  /**
   * After a pause longer than the lease: the next epoch goes to whoever makes its file. With the
   * own file still there nobody has held the lease in between, since a taker deletes it.
   */
  private boolean advance(long now) throws IOException {
    if (!files.create(epoch + 1, holder.json())) {
      return false;
    }
    if (!saysMe()) {
      files.delete(epoch + 1);
      return false;
    }
    files.delete(epoch);
    epoch++;
    renewed = now;
    return true;
  }

  private void lose() {
    lost = true;
    heart.shutdownNow();
    onLoss.run();
  }

  /** Gives the lease back; one that is lost is left alone. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    heart.shutdown();
    try {
      if (!lost && isMine()) {
        files.delete(epoch);
        files.clear();
      }
    } catch (IOException e) {
      // It expires by itself.
    }
  }
}
