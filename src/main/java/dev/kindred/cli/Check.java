package dev.kindred.cli;

import dev.kindred.config.DataSettings;
import dev.kindred.config.KindredConfig;
import dev.kindred.dataset.Datasets;
import dev.kindred.dataset.ReadOptions;
import dev.kindred.dataset.Reading;
import dev.kindred.dataset.Sizes;
import dev.kindred.engine.Engine;
import dev.kindred.model.StateDict;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Progress;
import dev.kindred.study.Point;
import dev.kindred.train.MemoryNeed;
import dev.kindred.train.Recipes;
import dev.kindred.train.TrainPlan;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** Says what a configuration would do: reads what it names, starts no Spark and writes nothing. */
@DriverOnly
final class Check {
  /** Stands for a path that was not given. */
  static final String NO_DATA = "none";

  private static final double MIB = 1 << 20;

  private final KindredConfig config;
  private final SparkConf spark;
  private final Engine engine;
  private final Configuration hadoop;
  private final PrintStream out;

  Check(
      KindredConfig config, SparkConf spark, Engine engine, Configuration hadoop, PrintStream out) {
    this.config = config;
    this.spark = spark;
    this.engine = engine;
    this.hadoop = hadoop;
    this.out = out;
  }

  /**
   * @param measure whether some steps are taken; {@code natives} loads what they need
   */
  void run(boolean measure, Runnable natives) {
    Optional<Sizes> data = data();
    if (data.isEmpty()) {
      Recipes.network(config);
      Recipes.loss(config);
      line(
          "budget",
          "not known without data: --set data.path=..., or a data.format that is published");
      return;
    }
    TrainPlan plan = TrainPlan.of(config, engine, data.get(), Executors.count(spark));
    network(plan);
    StateDict weights = plan.weights(hadoop);
    training(plan);
    study();
    memory(plan.memory());
    if (measure) {
      natives.run();
      engine.load();
      minutes(plan, weights);
    } else {
      line("minutes", "not measured; --measure takes some steps on random pixels");
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotations are not on the class path
  private void line(String what, String text, Object... values) {
    out.println(String.format(Locale.ROOT, "%-10s %s", what, text.formatted(values)));
  }

  private Optional<Sizes> data() {
    DataSettings data = config.data();
    if (data.path().equals(NO_DATA)) {
      Optional<Sizes> published = Datasets.published(data.format());
      published.ifPresent(
          sizes -> line("data", "%s as published (no data.path): %s", sizes.name(), sizes.text()));
      if (published.isEmpty()) {
        line("data", "none given");
      }
      return published;
    }
    Reading reading =
        Datasets.read(
            hadoop,
            data.path(),
            data.format(),
            new ReadOptions(data.countsMismatchIsError(), data.trainPart(), data.outside()),
            Progress.Display.standard(config.run().progressEvery()));
    Sizes sizes = Sizes.of(reading.manifest());
    line("data", "%s, %s: %s", data.path(), sizes.name(), sizes.text());
    reading.warnings().forEach(w -> line("warning", "%s", w));
    return Optional.of(sizes);
  }

  private void network(TrainPlan plan) {
    var network = plan.recipe().network();
    line(
        "network",
        "%s at %d px, %s pooling, embeddings of %d numbers, engine %s",
        network.backbone().name(),
        network.backbone().size(),
        config.backbone().pooling().name().toLowerCase(Locale.ROOT),
        network.dim(),
        engine.name());
    line(
        "weights",
        "%s",
        config
            .backbone()
            .weights()
            .map(path -> path + ", which fits")
            .orElse("none: the network starts from random numbers; backbone.weights names a file"));
    line("loss", "%s %s", config.loss().name(), config.loss().constants());
  }

  private void training(TrainPlan plan) {
    line(
        "classes",
        "%,d trained on (%,d images), %,d held out%s",
        plan.classes(),
        plan.images(),
        plan.heldOut(),
        config.sampling().folds() > 1
            ? " as fold %d of %d".formatted(config.sampling().fold(), config.sampling().folds())
            : "");
    line(
        "batches",
        "%d images (%s) in each executor, %d executor%s",
        config.sampling().batch(),
        config.sampling().describe(),
        plan.workers(),
        plan.workers() == 1 ? "" : "s, averaged");
    line(
        "rounds",
        "%,d of %,d steps, %,d steps of %,d, %,d images: %.1f passes",
        plan.schedule().rounds(),
        plan.schedule().every(),
        plan.schedule().last(),
        plan.schedule().steps(),
        plan.imagesSeen(),
        (double) plan.imagesSeen() / plan.images());
  }

  private void study() {
    List<Point> points = config.study().space().points(config.train().seed());
    int all = points.size() * config.study().seeds() * Math.max(1, config.sampling().folds());
    if (all > 1) {
      line(
          "study",
          "repeat or sweep: %,d trainings (%,d points, %d seeds, %d folds)",
          all,
          points.size(),
          config.study().seeds(),
          config.sampling().folds());
    }
  }

  /** Printed first, so that what is refused can be compared. */
  private void memory(MemoryNeed need) {
    boolean processes = Executors.processes(spark);
    line(
        "memory",
        "driver heap %,.0f MiB of %,.0f; each executor heap %,.0f of %s, beyond it at least %,.0f, better %,.0f, of %,d",
        need.driverHeap() / MIB,
        Runtime.getRuntime().maxMemory() / MIB,
        need.executorHeap() / MIB,
        processes ? "" + spark.getSizeAsMb("spark.executor.memory", "1g") : "the driver's",
        need.executorNative() / MIB,
        need.comfortableNative() / MIB,
        config.spark().memory().nativeMb());
    need.check(
        Runtime.getRuntime().maxMemory(),
        processes ? spark.getSizeAsMb("spark.executor.memory", "1g") : 0,
        config.spark().executorGpus() > 0 ? Integer.MAX_VALUE : config.spark().memory().nativeMb());
  }

  private void minutes(TrainPlan plan, StateDict weights) {
    double seconds = plan.secondsOfStep(weights);
    int n = plan.measuredImages();
    int batch = config.sampling().batch();
    double step = seconds * batch / n;
    Duration all = Duration.ofSeconds(Math.round(step * plan.schedule().last()));
    line(
        "minutes",
        "%,.1f for the steps alone: %.2f s a step%s, here, on random pixels; reading images, averaging and evaluating come on top",
        all.toSeconds() / 60.0,
        step,
        n == batch ? "" : " by one of %d images".formatted(n));
  }
}
