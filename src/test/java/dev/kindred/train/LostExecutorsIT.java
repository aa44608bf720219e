package dev.kindred.train;

import static dev.kindred.train.TinyTraining.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.cli.SparkSetup;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.StopSignal;
import dev.kindred.store.ImageStore;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An executor that is killed in any phase of a round changes nothing. */
@Tag("real")
class LostExecutorsIT {
  private static final int ROUNDS = 3;
  private static final String[] OUTER = {"train.averaging.outer-momentum=0.5"};

  @TempDir private static Path dir;
  private static JavaSparkContext spark;
  private static ImageStore store;
  private static ReplicaState undisturbed;

  @BeforeAll
  static void start() {
    SparkConf conf = SparkSetup.conf(TinyTraining.config(ROUNDS), new SparkConf());
    conf.set("spark.app.name", "LostExecutorsIT");
    spark = new JavaSparkContext(conf);
    store = TinyStore.store(spark, dir, 24, 4);
    undisturbed = run("undisturbed", OUTER);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static ReplicaState run(String id, String... more) {
    return new TinyTraining(spark, store, dir)
        .run(id, TinyTraining.config(ROUNDS, more), round -> {}, new StopSignal());
  }

  @ParameterizedTest
  @CsvSource({
    "'train: round 2, 2 steps', TASK_ENDS",
    "'train: round 2, 2 steps: averaging', TASK_STARTS",
    "'train: round 3, 2 steps', TASK_STARTS"
  })
  void killedInAnyPhase(String phase, KillInRound.When when) {
    try (KillInRound kill = KillInRound.exactly(spark, phase, when)) {
      ReplicaState end = run("killed-" + phase.replaceAll("\\W+", "-") + when, OUTER);
      assertThat(kill.lostExecutors()).isEqualTo(1);
      assertSameBits(end, undisturbed);
    }
  }

  /** The first one as its averaging ends, the other before it is replaced. */
  @Test
  void twoInARow() {
    try (KillInRound first =
            KillInRound.exactly(
                spark, "train: round 2, 2 steps: averaging", KillInRound.When.TASK_ENDS);
        KillInRound second =
            KillInRound.exactly(spark, "train: round 3, 2 steps", KillInRound.When.TASK_ENDS)) {
      assertSameBits(run("killed-twice", OUTER), undisturbed);
      assertThat(first.killed()).isTrue();
      assertThat(second.killed()).isTrue();
      assertThat(second.lostExecutors()).isEqualTo(2);
    }
  }
}
