package dev.kindred.doctor;

import dev.kindred.engine.Engine;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.exchange.TransferProbe;
import dev.kindred.run.DriverOnly;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** What all executors are asked, one question after the other. */
@DriverOnly
final class ExecutorSurvey {
  private static final String CHECK = "executors";
  private static final Duration TRANSFER = Duration.ofSeconds(8);

  private final JavaSparkContext spark;
  private final ExecutorQuestions questions;
  private final Consumer<Finding> told;

  /**
   * @param told gets every line as soon as it is known
   */
  ExecutorSurvey(JavaSparkContext spark, Duration patience, Consumer<Finding> told) {
    this.spark = spark;
    this.questions = new ExecutorQuestions(spark, patience);
    this.told = told;
  }

  /**
   * What is asked.
   *
   * @param driver the driver's machine
   * @param clock of executors; in tests one that is wrong
   * @param engine that is to compute
   * @param network that is to be trained
   * @param gpus of each executor
   * @param eachMb memory of each executor, all told
   * @param state bytes that an executor receives in a round
   * @param paths to be tried
   */
  record Plan(
      Machine driver,
      Clock clock,
      Engine engine,
      NetworkSpec network,
      int gpus,
      long eachMb,
      long state,
      List<PathProbe> paths) {}

  /** What needs no long time. */
  private record Facts(Machine machine, GpuView gpus, Disk.All disks, PathCheck.Answers paths)
      implements Serializable {}

  /** A process that cannot compute says why. */
  private record Computing(Kernels kernels, String wrong) implements Serializable {
    static Computing of(Engine engine, NetworkSpec network) {
      try {
        return new Computing(Kernels.measured(engine, network), "");
      } catch (RuntimeException | LinkageError e) {
        return new Computing(null, Limited.line(e));
      }
    }
  }

  /**
   * Asks until an executor does not answer.
   *
   * @param expected executors that were asked for
   * @return whether all have answered everything
   */
  boolean run(Plan plan, int expected) {
    int there = questions.executors();
    told.accept(
        there < expected
            ? Finding.failed(
                CHECK,
                Finding.DRIVER,
                "%d of %d have come".formatted(there, expected),
                "ask for fewer or smaller ones (kindred.spark.executors, executor-cores,"
                    + " executor-heap-mb), look for what else the cluster does, or wait longer (--patience)")
            : Finding.ok(CHECK, Finding.DRIVER, "%d of %d have come".formatted(there, expected)));
    return clocks(plan.clock()) && facts(plan) && kernels(plan) && transfer(plan, there);
  }

  private boolean clocks(Clock clock) {
    // The first task of an executor loads what the second finds loaded.
    var warm = questions.ask("names", i -> "");
    if (!complete(warm, "names")) {
      return false;
    }
    Instant before = Instant.now();
    var answers = questions.ask("clocks", i -> clock.instant());
    ClockCheck.of(before, answers.all(), Instant.now()).forEach(told);
    return complete(answers, "clocks");
  }

  private boolean facts(Plan plan) {
    List<PathProbe> paths = plan.paths();
    Engine engine = plan.engine();
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    var answers =
        questions.ask(
            "machine, disks and paths",
            i ->
                new Facts(
                    Machine.here(),
                    GpuView.here(engine),
                    Disk.here(),
                    PathCheck.onExecutor(paths, hadoop.value().value())));
    List<Asked<Facts>> all = answers.all();
    JavaCheck.ofExecutors(plan.driver(), each(all, Facts::machine)).forEach(told);
    MemoryCheck.ofExecutors(each(all, Facts::machine), plan.eachMb()).forEach(told);
    GpuCheck.ofExecutors(each(all, Facts::gpus), plan.gpus()).forEach(told);
    DiskCheck.ofExecutors(each(all, Facts::disks)).forEach(told);
    PathCheck.ofExecutors(each(all, Facts::paths)).forEach(told);
    return complete(answers, "machine, disks and paths");
  }

  private static <A extends Serializable, B extends Serializable> List<Asked<B>> each(
      List<Asked<A>> all, java.util.function.Function<A, B> part) {
    return all.stream().map(a -> new Asked<>(a.process(), part.apply(a.answer()))).toList();
  }

  private boolean kernels(Plan plan) {
    Engine engine = plan.engine();
    NetworkSpec network = plan.network();
    var answers = questions.ask("kernels", i -> Computing.of(engine, network));
    List<Asked<Kernels>> right = new ArrayList<>();
    List<Asked<Computing>> wrong = new ArrayList<>();
    for (Asked<Computing> asked : answers.all()) {
      if (asked.answer().wrong().isEmpty()) {
        right.add(new Asked<>(asked.process(), asked.answer().kernels()));
      } else {
        wrong.add(asked);
      }
    }
    KernelCheck.ofExecutors(right).forEach(told);
    Merged.of(
            wrong,
            a ->
                Finding.split(
                    "kernels",
                    "",
                    a.answer().wrong(),
                    "docs/troubleshooting.md, \"Native libraries\""))
        .forEach(told);
    return complete(answers, "kernels");
  }

  private boolean transfer(Plan plan, int executors) {
    if (executors < 2) {
      told.accept(Finding.skipped("transfer", Finding.DRIVER, "a lone executor fetches nothing"));
      return true;
    }
    Broadcast<byte[]> owner = spark.broadcast(new byte[1]);
    long id = owner.id();
    int bytes = TransferCheck.blockBytes(executors);
    try {
      var kept = questions.ask("transfer", i -> TransferProbe.keep(id, bytes));
      List<TransferProbe.Kept> all = kept.all().stream().map(Asked::answer).toList();
      var fetched = questions.ask("transfer", i -> TransferProbe.fetch(id, all, TRANSFER));
      TransferCheck.of(fetched.all(), plan.state()).forEach(told);
      return complete(kept, "transfer") && complete(fetched, "transfer");
    } finally {
      owner.destroy();
    }
  }

  private boolean complete(ExecutorQuestions.Answers<?> answers, String what) {
    if (answers.wrong().isEmpty()) {
      return true;
    }
    List<String> silent = questions.silent(answers.all());
    told.accept(
        Finding.failed(
            CHECK,
            Finding.DRIVER,
            "%d have answered; %s%s"
                .formatted(
                    answers.all().size(),
                    answers.wrong(),
                    silent.isEmpty() ? "" : "; nothing from " + String.join(", ", silent)),
            "their logs say more (docs/troubleshooting.md); what comes after "
                + what
                + " was not asked"));
    return false;
  }
}
