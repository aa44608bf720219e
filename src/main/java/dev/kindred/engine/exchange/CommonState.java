package dev.kindred.engine.exchange;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.DriverOnly;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.broadcast.Broadcast;

/**
 * The common state of a round, held out to the executors until closed: by the driver, or by the
 * executors that averaged it, while the driver's copy is on its way. A state that is large beside
 * the heap is held out from the driver's disk.
 */
@DriverOnly
public final class CommonState implements AutoCloseable {
  private final Broadcast<Integer> token;
  private final long inMemory;
  private final CompletableFuture<CommonValues> copy;
  private StateTicket ticket;

  /**
   * Held out by the driver.
   *
   * @param token its id is what the pieces go by, and ending it removes them
   * @param inMemory largest state in bytes that is held out from memory
   */
  CommonState(
      Broadcast<Integer> token, CommonValues values, Layout layout, int slots, long inMemory) {
    this.token = token;
    this.inMemory = inMemory;
    this.copy = CompletableFuture.completedFuture(values);
    this.ticket = put(values, layout, slots);
  }

  /** Held by executors. */
  CommonState(
      Broadcast<Integer> token,
      StateTicket ticket,
      CompletableFuture<CommonValues> copy,
      long inMemory) {
    this.token = token;
    this.ticket = ticket;
    this.copy = copy;
    this.inMemory = inMemory;
  }

  private StateTicket put(CommonValues values, Layout layout, int slots) {
    List<Piece> pieces = layout.pieces();
    long[] fingerprints = new long[pieces.size()];
    boolean onDisk = (long) Float.BYTES * (layout.parameters() + layout.moments()) > inMemory;
    FloatVector velocity = values.velocity();
    RawBlocks blocks = new RawBlocks(token.id());
    Parallel.each(
        pieces,
        piece -> {
          ByteBuffer bytes = layout.pack(piece, piece.copyOf(values.state()));
          fingerprints[piece.index()] = Fingerprint.of(layout.unpack(piece, bytes));
          put(blocks, StateTicket.common(piece), bytes, onDisk);
          if (velocity.length() > 0 && !piece.moments()) {
            put(blocks, StateTicket.velocity(piece), piece.copyOf(velocity.values()), onDisk);
          }
        });
    return new StateTicket(
        token.id(),
        layout,
        values.state().step(),
        fingerprints,
        slots,
        Places.published(pieces.size()),
        velocity.length() > 0);
  }

  private static void put(RawBlocks blocks, String name, ByteBuffer bytes, boolean onDisk) {
    if (onDisk) {
      blocks.putOnDisk(name, bytes);
    } else {
      blocks.put(name, bytes);
    }
  }

  /** For the tasks. */
  public StateTicket ticket() {
    return ticket;
  }

  /**
   * The driver's copy, waited for.
   *
   * @throws RuntimeException for which it could not be made
   */
  public CommonValues values() {
    try {
      return copy.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Whether the driver's copy is there.
   *
   * @param millis longest wait for it
   */
  public boolean isCopied(long millis) {
    try {
      copy.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Has the driver hold out its copy, whoever held the state so far.
   *
   * @return for tasks from now on
   */
  public StateTicket publish() {
    if (ticket.places().of().length > 0 && ticket.places().of()[0] != Places.PUBLISHED) {
      ticket = put(values(), ticket.layout(), ticket.slots());
    }
    return ticket;
  }

  /** Reads what the slots left. */
  public SlotStates trained(List<Handover> slots) {
    ReplicaState state = values().state();
    return new FetchedStates(ticket, slots, piece -> piece.of(state), 0);
  }

  @Override
  public void close() {
    var unused = copy.whenComplete((values, failure) -> token.destroy());
  }
}
