package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.CommonState;
import dev.kindred.engine.exchange.Exchange;
import dev.kindred.engine.exchange.Handover;
import dev.kindred.engine.exchange.Holder;
import dev.kindred.engine.exchange.LostState;
import dev.kindred.engine.exchange.SlotStates;
import dev.kindred.engine.exchange.StateTicket;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BroadcastBlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** Vectors through Spark's block manager, some of which are lost on the way. */
class CollectedTest {
  private static final ReplicaState START =
      new ReplicaState(new FloatVector(new float[3]), new FloatVector(), 4);

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("CollectedTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Leaves (slot, 2 slot, 3 slot). */
  private record Leave(StateTicket ticket)
      implements Function2<Integer, Iterator<Integer>, Iterator<Handover>> {
    @Override
    public Iterator<Handover> call(Integer slot, Iterator<Integer> unused) {
      long attempt = TaskContext.get().taskAttemptId();
      BitSet sent = ticket.send(new float[] {slot, 2 * slot, 3 * slot}, slot, attempt);
      return List.of(
              new Handover(
                  slot, attempt, sent, ticket.step() + 1, Holder.here(), ticket.broadcast()))
          .iterator();
    }
  }

  private static Collected<Handover> collect(CommonState common) {
    JavaRDD<Integer> slots = spark.parallelize(List.of(0, 1, 2), 3);
    return new Collected<>(
        slots.mapPartitionsWithIndex(new Leave(common.ticket()), true), handover -> handover);
  }

  private static float[] sum(SlotStates states) {
    float[] sum = new float[3];
    states.each(
        piece -> {
          for (int slot = 0; slot < states.count(); slot++) {
            for (int i = 0; i < piece.length(); i++) {
              sum[i] += (1 + 10 * slot) * states.piece(slot, piece).get(i);
            }
          }
        });
    return sum;
  }

  /** As when the executor that had it died. */
  private static void lose(CommonState common, Handover left) {
    String name = "slot%d_%d_0".formatted(left.slot(), left.attempt());
    BroadcastBlockId id = new BroadcastBlockId(common.ticket().broadcast(), name);
    assertThat(SparkEnv.get().blockManager().getStatus(id).isDefined()).isTrue();
    SparkEnv.get().blockManager().removeBlock(id, true);
  }

  @Test
  void eachSlotIsReadUnderItsNumber() {
    try (CommonState common = new Exchange(spark).publish(START, false, 3)) {
      float[] sum = collect(common).use(common, (states, reports) -> sum(states));
      assertThat(sum).containsExactly(11 + 42, 22 + 84, 33 + 126);
    }
  }

  @Test
  void whatIsLostIsMadeAgain() {
    try (CommonState common = new Exchange(spark).publish(START, false, 3)) {
      Collected<Handover> collected = collect(common);
      Handover lost = collected.reports().get(1);
      lose(common, lost);
      AtomicInteger turns = new AtomicInteger();
      float[] sum =
          collected.use(
              common,
              (states, reports) -> {
                turns.incrementAndGet();
                return sum(states);
              });
      assertThat(sum).containsExactly(11 + 42, 22 + 84, 33 + 126);
      assertThat(turns).hasValue(2);
      assertThat(collected.reports().get(1).attempt()).isNotEqualTo(lost.attempt());
    }
  }

  @Test
  void whatIsLostAgainAndAgainEndsTheRound() {
    try (CommonState common = new Exchange(spark).publish(START, false, 3)) {
      Collected<Handover> collected = collect(common);
      assertThatThrownBy(
              () ->
                  collected.use(
                      common,
                      (states, reports) -> {
                        lose(common, reports.get(2));
                        return sum(states);
                      }))
          .isInstanceOf(LostState.class)
          .hasMessage("the parameters of slot 2 are gone with their executor");
    }
  }

  @Test
  void aClosedStateLeavesNothingBehind() {
    CommonState common = new Exchange(spark).publish(START, false, 3);
    collect(common);
    common.close();
    await()
        .until(
            () ->
                JavaConverters.asJavaCollection(
                        SparkEnv.get()
                            .blockManager()
                            .getMatchingBlockIds(new OfBroadcast(common.ticket().broadcast())))
                    .isEmpty());
  }

  private static final class OfBroadcast extends AbstractFunction1<BlockId, Object> {
    private final long id;

    OfBroadcast(long id) {
      this.id = id;
    }

    @Override
    public Object apply(BlockId block) {
      return block instanceof BroadcastBlockId b && b.broadcastId() == id;
    }
  }
}
