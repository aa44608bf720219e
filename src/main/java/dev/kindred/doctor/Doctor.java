package dev.kindred.doctor;

import dev.kindred.config.DataSettings;
import dev.kindred.config.KindredConfig;
import dev.kindred.dataset.Datasets;
import dev.kindred.dataset.ReadOptions;
import dev.kindred.dataset.Sizes;
import dev.kindred.dataset.Split;
import dev.kindred.engine.Engine;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.KindredException;
import dev.kindred.train.ExecutorNeed;
import dev.kindred.train.Recipes;
import dev.kindred.train.TrainPlan;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/** Looks at everything that a run needs, first on the driver, then in the executors. */
@DriverOnly
public final class Doctor implements AutoCloseable {
  /** A list that takes longer is not needed for a look. */
  private static final Duration READING = Duration.ofSeconds(8);

  private static final long MOMENTS = 2;

  /** Of a stored image of 256 pixels, on the large side. */
  private static final long IMAGE_BYTES = 40_000;

  private static final int IMAGE_SIDE = 256;

  private final Patient patient;
  private final Consumer<Finding> told;
  private final Machine machine = Machine.here();
  private final PathCheck paths;

  /**
   * What is looked at.
   *
   * @param config the checked configuration
   * @param data whether it names data
   * @param run the run's folder
   * @param engine that is to compute
   * @param hadoop settings of file systems
   * @param workers executors
   * @param limits of memory
   * @param further paths that Spark's settings name
   */
  public record Patient(
      KindredConfig config,
      boolean data,
      String run,
      Engine engine,
      Configuration hadoop,
      int workers,
      Limits limits,
      List<PathNeed> further) {
    public Patient {
      further = List.copyOf(further);
    }
  }

  /**
   * Memory that is set.
   *
   * @param heap of the driver, in bytes
   * @param executorHeapMb of each executor, or 0 where tasks run in the driver
   */
  public record Limits(long heap, long executorHeapMb) {}

  /**
   * @param told gets every line as soon as it is known
   */
  public Doctor(Patient patient, Consumer<Finding> told) {
    this.patient = patient;
    this.told = told;
    this.paths = new PathCheck(patient.hadoop(), PathCheck.PATIENCE);
  }

  /** Looks at this process. */
  public void driver(Duration patience) {
    told.accept(JavaCheck.ofDriver(machine));
    told.accept(kernels(patience));
    told.accept(
        bounded("gpu", patience, () -> GpuCheck.ofDriver(GpuView.here(patient.engine()), gpus())));
    DiskCheck.ofDriver(Disk.here()).forEach(told);
    List<PathNeed> needs = PathNeed.of(patient.config(), patient.run(), patient.data());
    paths.onDriver(needs).forEach(told);
    paths.onDriver(patient.further()).forEach(told);
    boolean readable =
        paths.forExecutors().stream().anyMatch(p -> p.need().key().equals(PathNeed.DATA));
    patient
        .config()
        .run()
        .mlflow()
        .ifPresent(server -> told.accept(TrackingCheck.of(server.uri())));
    Optional<Sizes> sizes = patient.data() && !readable ? Optional.empty() : sizes();
    memory(sizes);
    space(sizes);
  }

  private int gpus() {
    return patient.config().spark().executorGpus();
  }

  private Finding kernels(Duration patience) {
    return bounded(
        "kernels",
        patience,
        () ->
            gpus() > 0
                ? Finding.skipped("kernels", Finding.DRIVER, "the executors' matter")
                : KernelCheck.ofDriver(Kernels.loaded(patient.engine())));
  }

  private static Finding bounded(String check, Duration patience, Callable<Finding> question) {
    try {
      return Limited.within(patience, question);
    } catch (Exception e) {
      return Finding.of(check, Finding.DRIVER, e, "docs/troubleshooting.md, \"Native libraries\"");
    }
  }

  private Optional<Sizes> sizes() {
    DataSettings data = patient.config().data();
    if (!patient.data()) {
      return Datasets.published(data.format());
    }
    try {
      Sizes read =
          Limited.within(
              READING,
              () ->
                  Sizes.of(
                      Datasets.read(
                              patient.hadoop(),
                              data.path(),
                              data.format(),
                              new ReadOptions(
                                  data.countsMismatchIsError(), data.trainPart(), data.outside()))
                          .manifest()));
      told.accept(Finding.ok("data", Finding.DRIVER, read.name() + ": " + read.text()));
      return Optional.of(read);
    } catch (TimeoutException e) {
      told.accept(
          Finding.skipped(
              "data",
              Finding.DRIVER,
              "the lists take longer than %d s; 'kindred check' reads all of them"
                  .formatted(READING.toSeconds())));
    } catch (Exception e) {
      told.accept(Finding.of("data", Finding.DRIVER, e, "'kindred check' says more"));
    }
    return Optional.empty();
  }

  private void memory(Optional<Sizes> sizes) {
    if (sizes.isEmpty()) {
      told.accept(
          Finding.skipped(
              "memory", Finding.DRIVER, "not known without data (kindred.data.path or format)"));
      return;
    }
    try {
      TrainPlan plan =
          TrainPlan.of(patient.config(), patient.engine(), sizes.get(), patient.workers());
      MemoryCheck.ofNeed(
              plan.memory(),
              new MemoryCheck.Limits(
                  patient.limits().heap(),
                  patient.limits().executorHeapMb(),
                  patient.config().spark().memory().nativeMb(),
                  gpus() > 0))
          .forEach(told);
    } catch (KindredException e) {
      told.accept(Finding.of("training", Finding.DRIVER, e, "'kindred check' says more"));
    }
  }

  private void space(Optional<Sizes> sizes) {
    long models =
        (patient.config().train().checkpoint().keep() + 1L)
            * Float.BYTES
            * (1 + MOMENTS)
            * ExecutorNeed.parameters(network());
    double shrunk =
        Math.pow(patient.config().store().shortSide() / (double) IMAGE_SIDE, 2) * IMAGE_BYTES;
    int images = sizes.map(s -> Arrays.stream(Split.values()).mapToInt(s::images).sum()).orElse(0);
    long store = Math.round(images * shrunk);
    boolean apart = patient.config().store().path().isPresent();
    for (PathProbe probe : paths.forExecutors()) {
      if (probe.need().key().equals(PathNeed.RUN)) {
        long needed = models + (apart ? 0 : store);
        String what = apart ? "checkpoints" : "store and checkpoints";
        told.accept(DiskCheck.ofFolder(probe, patient.hadoop(), needed, what));
      } else if (probe.need().key().equals(PathNeed.STORE)) {
        told.accept(DiskCheck.ofFolder(probe, patient.hadoop(), store, "its images"));
      }
    }
  }

  private NetworkSpec network() {
    return Recipes.network(patient.config());
  }

  /**
   * Looks at the executors.
   *
   * @return whether all of them have answered; otherwise some may still hang
   */
  public boolean executors(JavaSparkContext spark, Duration patience) {
    NetworkSpec network = network();
    long parts = patient.config().train().averaging().updater() ? 1 + MOMENTS : 1;
    ExecutorSurvey.Plan plan =
        new ExecutorSurvey.Plan(
            machine,
            Clock.systemUTC(),
            patient.engine(),
            network,
            gpus(),
            patient.config().spark().memory().totalMb(),
            parts * Float.BYTES * ExecutorNeed.parameters(network),
            paths.forExecutors());
    return new ExecutorSurvey(spark, patience, told).run(plan, patient.workers());
  }

  /** Deletes what was written to try paths out. */
  @Override
  public void close() {
    paths.close();
  }
}
