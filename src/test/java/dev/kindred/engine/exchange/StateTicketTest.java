package dev.kindred.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.Engine;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.pair.MultiSimilarity;
import java.lang.ref.WeakReference;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica's state through Spark's block manager. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#all")
class StateTicketTest {
  private final ReplicaRecipe recipe;

  StateTicketTest(Engine engine) {
    this.recipe = SmallReplicas.recipe(new MultiSimilarity(2, 40, 0.5, null), 4, engine);
  }

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[1]")
                .setAppName("StateTicketTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private Replica replica(int steps) {
    Replica replica = recipe.create();
    replica.load(SmallReplicas.weights(recipe));
    for (int i = 0; i < steps; i++) {
      replica.train(List.of(SmallReplicas.batch(i, 0, 1)).iterator());
    }
    return replica;
  }

  private static void assertSame(ReplicaState a, ReplicaState b) {
    assertThat(a.parameters().values()).isEqualTo(b.parameters().values());
    assertThat(a.optimizer().values()).isEqualTo(b.optimizer().values());
    assertThat(a.step()).isEqualTo(b.step());
  }

  @Test
  void aReplicaGoesOnFromTheCommonState() {
    try (Replica one = replica(2);
        Replica other = replica(0);
        CommonState common = SmallPieces.exchange(spark).publish(one.state(), true, 1)) {
      common.ticket().receive(other, 0);
      assertSame(other.state(), one.state());
      one.train(List.of(SmallReplicas.batch(5, 2, 3)).iterator());
      other.train(List.of(SmallReplicas.batch(5, 2, 3)).iterator());
      assertSame(other.state(), one.state());
    }
  }

  @Test
  void aStateBeyondTheLimitIsHeldOutFromDisk() {
    try (Replica one = replica(2);
        Replica other = replica(0)) {
      long before = SparkEnv.get().memoryManager().storageMemoryUsed();
      ReplicaState state = one.state();
      long bytes = (long) Float.BYTES * (state.parameters().length() + state.optimizer().length());
      try (CommonState common =
          new Exchange(spark, bytes - 1, SmallPieces.VALUES).publish(state, true, 1)) {
        assertThat(SparkEnv.get().memoryManager().storageMemoryUsed() - before)
            .isLessThan(bytes / 8);
        common.ticket().receive(other, 0);
        assertSame(other.state(), state);
      }
      try (CommonState common =
          new Exchange(spark, bytes, SmallPieces.VALUES).publish(state, true, 1)) {
        assertThat(SparkEnv.get().memoryManager().storageMemoryUsed() - before)
            .isGreaterThanOrEqualTo(bytes);
        assertThat(common.ticket().step()).isEqualTo(2);
      }
    }
  }

  @Test
  void aClosedRoundsStateIsLetGo() throws InterruptedException {
    Exchange exchange = SmallPieces.exchange(spark);
    WeakReference<ReplicaState> past = published(exchange);
    for (int i = 0; i < 50 && past.get() != null; i++) {
      System.gc();
      Thread.sleep(100);
    }
    assertThat(past.get()).isNull();
    // The exchange is still in use.
    exchange
        .publish(new ReplicaState(new FloatVector(new float[1]), new FloatVector(), 1), true, 1)
        .close();
  }

  private static WeakReference<ReplicaState> published(Exchange exchange) {
    ReplicaState state =
        new ReplicaState(new FloatVector(new float[1 << 20]), new FloatVector(), 0);
    exchange.publish(state, true, 1).close();
    return new WeakReference<>(state);
  }

  @Test
  void withoutMomentsTheyStartAnew() {
    try (Replica one = replica(2);
        Replica other = replica(1);
        Replica restored = replica(0);
        CommonState common = SmallPieces.exchange(spark).publish(one.state(), false, 1)) {
      common.ticket().receive(other, 0);
      restored.restore(
          new ReplicaState(one.state().parameters(), new FloatVector(), one.state().step()));
      other.train(List.of(SmallReplicas.batch(5, 2, 3)).iterator());
      restored.train(List.of(SmallReplicas.batch(5, 2, 3)).iterator());
      assertSame(other.state(), restored.state());
    }
  }

  @Test
  void whatDidNotChangeIsNotSentAndWhatDidArrives() {
    try (Replica replica = replica(1);
        CommonState common = SmallPieces.exchange(spark).publish(replica.state(), true, 1)) {
      ReplicaState before = replica.state();
      assertThat(common.ticket().send(replica, 0, 7).isEmpty()).isTrue();
      // One value is enough for its piece to travel, and only that.
      FloatBuffer parameters = replica.memory().parameters().asFloatBuffer();
      int at = SmallPieces.VALUES + 5;
      parameters.put(at, 42);
      BitSet sent = common.ticket().send(replica, 0, 8);
      assertThat(sent.stream().toArray()).containsExactly(1);
      SlotStates states =
          common.trained(
              List.of(new Handover(0, 8, sent, 2, Holder.here(), common.ticket().broadcast())));
      float[] after = new float[before.parameters().length()];
      states.each(
          piece -> {
            assertThat(states.changed(piece)).isEqualTo(piece.index() == 1);
            if (!piece.moments()) {
              states.piece(0, piece).get(after, piece.from(), piece.length());
            }
          });
      assertThat(after).isEqualTo(replica.state().parameters().values());
      assertThat(after[at]).isEqualTo(42);
    }
  }
}
