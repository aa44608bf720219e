package dev.kindred.train;

import static dev.kindred.train.TinyTraining.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.cli.SparkSetup;
import dev.kindred.config.KindredConfig;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.StopSignal;
import dev.kindred.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds whose executors have something for themselves, on executors that die. */
@Tag("real")
class StretchIT {
  private static final int ROUNDS = 6;

  @TempDir private static Path dir;
  private static final Map<String, ReplicaState> UNDISTURBED = new HashMap<>();
  private static JavaSparkContext spark;
  private static ImageStore store;

  @BeforeAll
  static void start() {
    SparkConf conf = SparkSetup.conf(config("overlap=false"), new SparkConf());
    conf.set("spark.app.name", "StretchIT");
    spark = new JavaSparkContext(conf);
    store = TinyStore.store(spark, dir, 24, 4);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static KindredConfig config(String option) {
    return TinyTraining.config(ROUNDS, "train.averaging.meet-every=3", "train.averaging." + option);
  }

  private static ReplicaState run(String id, String option, IntConsumer afterRound) {
    return new TinyTraining(spark, store, dir)
        .run(id, config(option), afterRound, new StopSignal());
  }

  private static ReplicaState undisturbed(String option) {
    return UNDISTURBED.computeIfAbsent(
        option, o -> run("undisturbed-" + o.replaceAll("\\W", "-"), o, round -> {}));
  }

  @ParameterizedTest
  // Two in a run where both are not in one stretch: a run costs more than a kill.
  @CsvSource({
    "overlap=true, 'train: round 2, 2 steps', TASK_STARTS, 'train: round 5, 2 steps', TASK_ENDS",
    "overlap=true, 'train: round 3, 2 steps: averaging', TASK_ENDS, , ",
    "parameters=bf16, 'train: round 2, 2 steps', TASK_STARTS,"
        + " 'train: round 4, 2 steps: averaging', TASK_ENDS"
  })
  void anExecutorThatIsKilledChangesNothing(
      String option, String one, KillInRound.When when, String other, KillInRound.When then)
      throws IOException {
    ReplicaState expected = undisturbed(option);
    String id = "killed-" + (option + one).replaceAll("\\W+", "-");
    try (KillInRound first = KillInRound.exactly(spark, one, when);
        KillInRound second = other == null ? null : KillInRound.exactly(spark, other, then)) {
      ReplicaState end = run(id, option, round -> {});
      assertThat(first.killed()).isTrue();
      assertThat(second == null || second.killed()).isTrue();
      assertThat(first.lostExecutors()).isEqualTo(second == null ? 1 : 2);
      assertSameBits(end, expected);
    }
    assertThat(Files.readAllLines(dir.resolve(id).resolve("metrics.jsonl")))
        .as("one line a round")
        .hasSize(ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlap=true", "parameters=bf16"})
  void goesOnFromTheLastCheckpointToTheSameBits(String option) {
    String id = "resumed-" + option.replaceAll("\\W", "-");
    assertThatThrownBy(
            () ->
                run(
                    id,
                    option,
                    round -> {
                      if (round == 4) {
                        throw new IllegalStateException("the driver dies");
                      }
                    }))
        .hasMessage("the driver dies");
    assertThat(dir.resolve(id).resolve("checkpoints/round-00000003")).exists();
    assertSameBits(run(id, option, round -> {}), undisturbed(option));
  }

  @Test
  void optionsChangeTheTraining() {
    int differing =
        TinyTraining.differing(
            undisturbed("overlap=true").parameters(), undisturbed("parameters=bf16").parameters());
    assertThat(differing).isPositive();
  }
}
