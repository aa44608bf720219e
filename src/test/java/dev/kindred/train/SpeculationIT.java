package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.cli.SparkSetup;
import dev.kindred.engine.ReplicaState;
import dev.kindred.run.StopSignal;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that Spark runs twice, because one of two executor processes stands still. */
@Tag("real")
class SpeculationIT {
  private static final int ROUNDS = 4;

  /** The driver's own, so that nobody fetches blocks from the executor that is stopped. */
  private static final String STEADY = "127.0.0.1";

  private static final String STOPPED = "127.0.0.2";

  private record Home(String host, long pid) implements Serializable {}

  @TempDir Path dir;

  private static SparkConf conf(String master) {
    SparkConf conf = SparkSetup.conf(TinyTraining.config(ROUNDS), new SparkConf());
    return conf.set("spark.master", master)
        .set("spark.app.name", "SpeculationIT")
        .set("spark.speculation", "true")
        .set("spark.speculation.interval", "50ms")
        .set("spark.speculation.quantile", "0.5")
        .set("spark.speculation.multiplier", "1.5")
        .set("spark.speculation.efficiency.enabled", "false");
  }

  private static long stoppedPid(JavaSparkContext spark) {
    return spark
        .parallelize(List.of(0, 1, 2, 3, 4, 5, 6, 7), 8)
        .map(i -> new Home(SparkEnv.get().blockManager().blockManagerId().host(), pid()))
        .collect()
        .stream()
        .filter(h -> h.host().equals(STOPPED))
        .findFirst()
        .orElseThrow()
        .pid();
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  @Test
  void aTaskThatIsRunTwiceGivesTheSameBits() {
    try (LocalCluster cluster = LocalCluster.start(dir, List.of(STEADY, STOPPED), 1024);
        JavaSparkContext spark = new JavaSparkContext(conf(cluster.url()))) {
      TinyTraining training = new TinyTraining(spark, TinyStore.store(spark, dir, 24, 4), dir);
      ReplicaState undisturbed =
          training.run("undisturbed", TinyTraining.config(ROUNDS), r -> {}, new StopSignal());
      StoppedExecutor stopped =
          new StoppedExecutor(
              stoppedPid(spark),
              STOPPED,
              Map.of(
                  "train: round 2,", StoppedExecutor.Until.THE_COPY_IS_DONE,
                  "train: round 3,", StoppedExecutor.Until.THE_COPY_STARTS));
      spark.sc().addSparkListener(stopped);
      ReplicaState disturbed =
          training.run("disturbed", TinyTraining.config(ROUNDS), r -> {}, new StopSignal());
      assertThat(stopped.copies()).isGreaterThanOrEqualTo(2);
      TinyTraining.assertSameBits(disturbed, undisturbed);
    }
  }
}
