package dev.kindred.doctor;

import dev.kindred.run.DriverOnly;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Asks every executor the same, one task each, as all of them are idle. What some have answered
 * counts although others hang.
 */
@DriverOnly
final class ExecutorQuestions {
  private final JavaSparkContext spark;
  private final Duration patience;

  ExecutorQuestions(JavaSparkContext spark, Duration patience) {
    this.spark = spark;
    this.patience = patience;
  }

  /**
   * Answers and who gave none.
   *
   * @param wrong why, or empty
   */
  record Answers<T extends Serializable>(List<Asked<T>> all, String wrong) {}

  /** Executors there are, by their number. */
  int executors() {
    return spark.isLocal() ? 1 : infos().length - 1;
  }

  private SparkExecutorInfo[] infos() {
    return spark.sc().statusTracker().getExecutorInfos();
  }

  /**
   * Asks.
   *
   * @param what for Spark's page
   * @param question called once in each executor
   */
  <T extends Serializable> Answers<T> ask(String what, Function<Integer, T> question) {
    int n = executors();
    CollectionAccumulator<Asked<T>> answers = new CollectionAccumulator<>();
    spark.sc().register(answers);
    spark.setJobGroup("kindred-doctor", "doctor: " + what, true);
    JavaFutureAction<Void> job =
        spark
            .parallelize(IntStream.range(0, n).boxed().toList(), n)
            .foreachAsync(i -> answers.add(new Asked<>(Peer.here(), question.call(i))));
    spark.clearJobGroup();
    String wrong = "";
    try {
      job.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      job.cancel(true);
      wrong = "no answer to the question for %s within %d s".formatted(what, patience.toSeconds());
    } catch (ExecutionException e) {
      wrong = Limited.line(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.cancel(true);
      wrong = "stopped";
    }
    return new Answers<>(sorted(List.copyOf(answers.value())), wrong);
  }

  /** One for each executor: a task that failed and came back may have asked another one twice. */
  private static <T extends Serializable> List<Asked<T>> sorted(List<Asked<T>> all) {
    Map<Peer, Asked<T>> byPeer = new LinkedHashMap<>();
    all.forEach(a -> byPeer.putIfAbsent(a.process(), a));
    List<Asked<T>> sorted = new ArrayList<>(byPeer.values());
    sorted.sort(
        Comparator.comparing((Asked<T> a) -> a.process().id().length())
            .thenComparing(a -> a.process().id()));
    return sorted;
  }

  /** Hosts and ports of executors that are not among those that answered. */
  List<String> silent(List<? extends Asked<?>> answered) {
    Set<String> hosts = answered.stream().map(a -> a.process().host()).collect(Collectors.toSet());
    return Arrays.stream(infos())
        .map(SparkExecutorInfo::host)
        .filter(host -> !hosts.contains(host))
        .distinct()
        .toList();
  }
}
