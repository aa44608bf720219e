package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.pair.MultiSimilarity;
import org.junit.jupiter.api.Test;

class ReplicaPoolTest {
  private static final ReplicaPool POOL = ReplicaPool.ofThisProcess();
  private static final ReplicaRecipe RECIPE =
      SmallReplicas.recipe(new MultiSimilarity(2, 40, 0.5, null), 4);

  private static Replica used(String owner) {
    return POOL.with(owner, RECIPE, replica -> replica);
  }

  @Test
  void anEvaluationBetweenRoundsUsesTheSameReplica() {
    Replica training = used("run");
    ReplicaState state = training.state();
    Replica evaluating = ExecutorReplica.use("run", RECIPE, state, replica -> replica);
    assertThat(evaluating).isSameAs(training);
    assertThat(used("run")).isSameAs(training);
  }

  @Test
  void twoTasksAtATimeHaveTheirOwn() {
    Replica outer =
        POOL.with(
            "two",
            RECIPE,
            replica -> {
              assertThat(used("two")).isNotSameAs(replica);
              return replica;
            });
    assertThat(used("two")).isSameAs(outer);
  }

  @Test
  void whereATaskFailedTheNextHasANewOne() {
    Replica before = used("failing");
    assertThatThrownBy(
            () ->
                POOL.with(
                    "failing",
                    RECIPE,
                    replica -> {
                      throw new IllegalStateException("in mid-batch");
                    }))
        .hasMessage("in mid-batch");
    assertThat(used("failing")).isNotSameAs(before);
  }

  @Test
  void anotherOwnerHasAnother() {
    Replica one = used("one");
    assertThat(used("other")).isNotSameAs(one);
    assertThat(used("one")).isNotSameAs(one);
  }
}
