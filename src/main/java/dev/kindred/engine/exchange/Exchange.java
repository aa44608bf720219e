package dev.kindred.engine.exchange;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.DriverOnly;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Holds out one common state after the other. */
@DriverOnly
public final class Exchange {
  private static final int SHARE_OF_HEAP = 8;
  private static final int KEPT = 16;

  private final JavaSparkContext spark;

  /**
   * Under which the last ones went. A closed one's broadcast must not become garbage at once: while
   * its pieces are still being removed, Spark's cleaner would remove them too, and fail on those
   * just gone.
   */
  private final Deque<Broadcast<Integer>> kept = new ArrayDeque<>();

  private final long inMemory;
  private final int piece;

  /** On the executors of {@code spark}. */
  public Exchange(JavaSparkContext spark) {
    this(spark, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, Layout.VALUES);
  }

  /**
   * The same.
   *
   * @param inMemory bytes of the largest state that is not held out from disk
   * @param piece values in a piece, at most
   */
  Exchange(JavaSparkContext spark, long inMemory, int piece) {
    this.spark = spark;
    this.inMemory = inMemory;
    this.piece = piece;
  }

  /**
   * The common state of a round; to be closed after it.
   *
   * @param moments whether the optimiser's moments travel too
   * @param slots number of tasks that take part
   */
  public CommonState publish(ReplicaState state, boolean moments, int slots) {
    return publish(new CommonValues(state, new FloatVector()), moments, false, slots);
  }

  /**
   * The same with an outer momentum.
   *
   * @param halfMoments whether moments travel as bf16
   */
  public CommonState publish(CommonValues values, boolean moments, boolean halfMoments, int slots) {
    ReplicaState state = values.state();
    Layout layout =
        Layout.of(
            state.parameters().length(),
            moments ? state.optimizer().length() : 0,
            slots,
            halfMoments,
            piece);
    return new CommonState(token(state.step()), values, layout, slots, inMemory);
  }

  /**
   * Something to average under.
   *
   * @param step steps done after the round
   */
  public Broadcast<Integer> token(int step) {
    Broadcast<Integer> token = spark.broadcast(step);
    kept.add(token);
    if (kept.size() > KEPT) {
      kept.remove();
    }
    return token;
  }

  /**
   * What each task of an averaging needs.
   *
   * @param token the next common state's
   * @param outer whether an outer step follows the averaging
   */
  public Portions portions(
      CommonState common, List<Handover> slots, Broadcast<Integer> token, boolean outer) {
    return Portions.of(common.ticket(), slots, token.id(), outer);
  }

  /**
   * The same for parameters alone, while each slot goes on with moments of its own.
   *
   * @param common the last state that was common
   * @param token the mean's
   */
  public Portions portionsOfParameters(
      CommonState common, List<Handover> slots, Broadcast<Integer> token) {
    return Portions.ofParameters(common.ticket(), slots, token.id());
  }

  /**
   * Where executors keep what they have averaged.
   *
   * @param token under which its pieces lie
   * @param averaged all portions, in order
   * @param step steps done
   */
  public StateTicket ticket(
      CommonState before,
      Portions portions,
      Broadcast<Integer> token,
      List<Averaged> averaged,
      int step) {
    StateTicket old = before.ticket();
    long[] fingerprints = old.fingerprints().clone();
    int[] places = new int[fingerprints.length];
    Arrays.fill(places, Places.NOWHERE);
    for (int portion = 0; portion < averaged.size(); portion++) {
      List<Piece> pieces = portions.of(portion);
      for (int i = 0; i < pieces.size(); i++) {
        places[pieces.get(i).index()] = portion;
        fingerprints[pieces.get(i).index()] = averaged.get(portion).fingerprints()[i];
      }
    }
    return new StateTicket(
        token.id(),
        old.layout(),
        step,
        fingerprints,
        old.slots(),
        new Places(averaged.stream().map(Averaged::at).toList(), places),
        portions.outer());
  }

  /**
   * The common state that executors have averaged; to be closed when another has followed it.
   *
   * @param ticket of {@link #ticket}
   * @param copying makes the driver's copy, on a thread of its own
   */
  public CommonState held(
      CommonState before,
      StateTicket ticket,
      Broadcast<Integer> token,
      Function<Copying, CommonValues> copying) {
    CompletableFuture<CommonValues> copy =
        CompletableFuture.supplyAsync(
            () -> copying.apply(new Copying(ticket, before.values())), Exchange::inBackground);
    return new CommonState(token, ticket, copy, inMemory);
  }

  /** A thread of its own has the job group of whoever starts it. */
  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "kindred-state-copy");
    thread.setDaemon(true);
    thread.start();
  }
}
