package dev.kindred.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.choice.Engines;
import dev.kindred.engine.exchange.Holder;
import dev.kindred.engine.exchange.TransferProbe;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.Pooling;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks as threads of this process; executors of their own are in DoctorIT. */
class ExecutorSurveyTest {
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("doctor")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    spark = new JavaSparkContext(conf);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static List<Finding> survey(Clock clock, int expected) {
    List<Finding> told = new ArrayList<>();
    NetworkSpec network =
        new NetworkSpec(
            BackboneRegistry.get("efficientnet-lite0", 32),
            Pooling.AVERAGE,
            8,
            true,
            null,
            0,
            0,
            1);
    ExecutorSurvey.Plan plan =
        new ExecutorSurvey.Plan(
            Machine.here(), clock, Engines.dl4j(), network, 0, 64, 1 << 20, List.of());
    assertThat(new ExecutorSurvey(spark, Duration.ofSeconds(60), told::add).run(plan, expected))
        .isTrue();
    return told;
  }

  private static Finding of(List<Finding> all, String check) {
    return all.stream().filter(f -> f.check().equals(check)).findFirst().orElseThrow();
  }

  @Test
  void allIsAskedAndTheKernelsAreMeasured() {
    List<Finding> all = survey(Clock.systemUTC(), 1);
    assertThat(all)
        .extracting(Finding::check)
        .containsExactly(
            "executors", "clock", "java", "memory", "gpu", "disk", "kernels", "transfer");
    assertThat(all).noneMatch(f -> f.status() == Status.FAILED);
    assertThat(of(all, "kernels").found())
        .containsPattern("oneDNN .*: [0-9.]+ GFLOP/s, [0-9.]+ images/s of efficientnet-lite0");
  }

  @Test
  void aClockThatIsWrongAndExecutorsThatDidNotCome() {
    List<Finding> all = survey(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10)), 3);
    assertThat(of(all, "clock").status()).isEqualTo(Status.FAILED);
    assertThat(of(all, "clock").found())
        .containsPattern("at least (600.0|599.\\d) s behind the driver");
    assertThat(of(all, "executors").status()).isEqualTo(Status.FAILED);
    assertThat(of(all, "executors").found()).isEqualTo("1 of 3 have come");
  }

  @Test
  void whoDoesNotAnswerIsLeftAndWhoFailsIsTold() {
    ExecutorQuestions silent = new ExecutorQuestions(spark, Duration.ofSeconds(1));
    ExecutorQuestions.Answers<String> none =
        silent.ask(
            "nothing",
            i -> {
              Thread.sleep(Duration.ofDays(1).toMillis());
              return "never";
            });
    assertThat(none.all()).isEmpty();
    assertThat(none.wrong()).isEqualTo("no answer to the question for nothing within 1 s");
    ExecutorQuestions.Answers<String> failed =
        new ExecutorQuestions(spark, Duration.ofSeconds(30))
            .ask(
                "nothing",
                i -> {
                  throw new IOException("broken");
                });
    assertThat(failed.wrong()).contains("broken");
  }

  @Test
  void aPeerThatIsGoneIsTold() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    Broadcast<Integer> owner = spark.broadcast(0);
    TransferProbe.Kept gone = new TransferProbe.Kept(new Holder("9", "127.0.0.1", closed), 0);
    TransferProbe.Fetched fetched =
        TransferProbe.fetch(owner.id(), List.of(gone), Duration.ofSeconds(2));
    assertThat(fetched.wrong())
        .singleElement()
        .asString()
        .startsWith("executor 9 at 127.0.0.1:" + closed + " ");
    owner.destroy();
  }
}
