package dev.kindred.run;

import java.io.IOException;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the lease on a folder, at once or when its turn comes. Used by one thread. */
public final class LeaseTaker {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseTaker.class);

  /** Looks in the time of a lease while another's is watched. */
  private static final int LOOKS = 20;

  /** Time beyond the lease: the holder's clock may run that much slower. */
  private static final double MARGIN = 1.25;

  private static final Duration TELL = Duration.ofSeconds(15);

  private final LeaseFiles files;
  private final Path folder;
  private final LeaseTerms terms;

  /**
   * @param fs of the folder
   * @param folder that the lease is on; made when it does not exist
   */
  public LeaseTaker(FileSystem fs, Path folder, LeaseTerms terms) {
    Path lock = new Path(folder, RunFiles.LOCK);
    this.files =
        AtomicFiles.isLocal(fs)
            ? new LocalLeaseFiles(AtomicFiles.local(lock))
            : new HadoopLeaseFiles(fs, lock);
    this.folder = folder;
    this.terms = terms;
  }

  /**
   * Takes the lease when nobody holds it. Where it looks as if nobody did any more, that is watched
   * for longer than a lease first.
   *
   * @param busy called now and then while it is watched; may throw to end that
   * @throws KindredException with {@link Exit#TRY_LATER} when another process holds it
   */
  public Lease take(Runnable busy) {
    return taken(false, busy);
  }

  /**
   * Waits until nobody holds the lease, and takes it.
   *
   * @param waiting called now and then; may throw to end the waiting
   */
  public Lease await(Runnable waiting) {
    return taken(true, waiting);
  }

  private Lease taken(boolean patient, Runnable waiting) {
    try {
      while (true) {
        NavigableSet<Long> epochs = files.epochs();
        long top = epochs.isEmpty() ? LeaseFiles.FORMER : epochs.last();
        if (epochs.isEmpty() || isOver(top, patient, waiting)) {
          Optional<Lease> lease = begin(top + 1, epochs);
          if (lease.isPresent()) {
            return lease.get();
          }
        }
      }
    } catch (IOException e) {
      throw new KindredException(
          Exit.FAILED,
          "cannot write %s: %s; check space and rights"
              .formatted(new Path(folder, RunFiles.LOCK), e.getMessage()),
          e);
    }
  }

  private Optional<Lease> begin(long epoch, NavigableSet<Long> former) throws IOException {
    long nanos = terms.nanos().getAsLong();
    Holder holder = Lease.newHolder(terms);
    if (!files.create(epoch, holder.json())) {
      return Optional.empty();
    }
    for (long old : former) {
      files.delete(old);
    }
    return Optional.of(Lease.begin(files, folder.toString(), holder, terms, epoch, nanos));
  }

  /** Whether the lease of an epoch has ended, one way or another. */
  private boolean isOver(long epoch, boolean patient, Runnable waiting) throws IOException {
    Optional<LeaseFiles.Sight> first = sight(epoch);
    if (first.isEmpty()) {
      return false;
    }
    Holder holder = Holder.parse(first.get().content());
    if (holder.process().isGone()) {
      return true;
    }
    long length = Math.max(terms.length().toMillis(), holder.lease().toMillis());
    boolean fresh = Math.abs(terms.clock().millis() - first.get().time()) <= length;
    if (!patient && fresh) {
      throw busy(holder);
    }
    LOG.info(
        patient
            ? "waiting for the process that works in {} ({})"
            : "the process that worked in {} ({}) seems to be gone; making sure for {} s",
        folder,
        holder.words(),
        Math.round(MARGIN * length / 1e3));
    return watch(epoch, first.get(), holder, length, patient, waiting);
  }

  private boolean watch(
      long epoch,
      LeaseFiles.Sight first,
      Holder holder,
      long length,
      boolean patient,
      Runnable waiting)
      throws IOException {
    LeaseFiles.Sight last = first;
    long since = terms.nanos().getAsLong();
    long told = since;
    while (terms.nanos().getAsLong() - since <= MARGIN * length * 1e6) {
      waiting.run();
      sleep(Math.max(1, Math.min(1000, length / LOOKS)));
      Optional<LeaseFiles.Sight> now = files.look(epoch);
      if (now.isEmpty()) {
        return false;
      }
      if (!now.get().equals(last)) {
        if (!patient) {
          throw busy(holder);
        }
        last = now.get();
        since = terms.nanos().getAsLong();
      } else if (holder.process().isGone()) {
        return true;
      }
      if (terms.nanos().getAsLong() - told > TELL.toNanos()) {
        told = terms.nanos().getAsLong();
        LOG.info("still waiting for the process that works in {} ({})", folder, holder.words());
      }
    }
    return true;
  }

  /** A file that has just been created may not have its content yet. */
  private Optional<LeaseFiles.Sight> sight(long epoch) throws IOException {
    Optional<LeaseFiles.Sight> sight = files.look(epoch);
    for (int i = 0; i < LOOKS && sight.isPresent() && sight.get().content().isEmpty(); i++) {
      sleep(LOOKS);
      sight = files.look(epoch);
    }
    return sight;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KindredException(Exit.TRY_LATER, "interrupted while waiting for a lock", e);
    }
  }

  private KindredException busy(Holder holder) {
    return new KindredException(
        Exit.TRY_LATER,
        "another process works in " + folder + " (" + holder.words() + "); try again later");
  }
}
