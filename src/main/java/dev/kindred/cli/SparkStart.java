package dev.kindred.cli;

import dev.kindred.config.SparkSettings.StartWait;
import dev.kindred.engine.Engine;
import dev.kindred.engine.choice.NativeSearch;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Progress;
import dev.kindred.run.StopSignal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Starts Spark and waits for its executors, with a line now and then and an end: Spark itself waits
 * for ever for what a cluster does not grant, some of it while its context is made.
 */
@DriverOnly
final class SparkStart {
  private static final int POLL_MILLIS = 100;

  private final SparkConf conf;
  private final Engine engine;
  private final StopSignal stop;
  private final Progress.Display display;
  private final Duration patience;
  private final Duration some;
  private final int executors;
  private final StandaloneWorkers.Worker executor;
  private final AtomicInteger registered = new AtomicInteger();
  private boolean checked = true;

  /**
   * @param engine that is to compute
   */
  SparkStart(
      SparkConf conf, Engine engine, StartWait wait, StopSignal stop, Progress.Display display) {
    this.engine = engine;
    // Spark would wait inside of its constructor, where nobody sees how many have come.
    this.conf = conf.clone().set("spark.scheduler.minRegisteredResourcesRatio", "0");
    this.stop = stop;
    this.display = display;
    this.patience = Masters.isOnThisMachine(conf) ? wait.onThisMachine() : wait.onCluster();
    this.some = wait.onThisMachine();
    this.executors = Executors.count(conf);
    this.executor =
        new StandaloneWorkers.Worker(
            Math.toIntExact(Masters.number(conf, SparkLayers.CORES)),
            Math.toIntExact(conf.getSizeAsMb("spark.executor.memory")),
            Gpus.asked(conf));
  }

  /** Leaves out what must be right in every process, for who looks at that himself. */
  SparkStart unchecked() {
    checked = false;
    return this;
  }

  /**
   * Starts.
   *
   * @param natives loads every native library that tasks use
   * @param starter makes the context of the settings
   * @throws KindredException with {@link Exit#TRY_LATER} when no executor came in time, {@link
   *     Exit#USAGE} when none could come, {@link Exit#FAILED} when Spark gave up by itself
   */
  JavaSparkContext start(Runnable natives, Function<SparkConf, JavaSparkContext> starter) {
    Loopback.check(conf, System.getenv());
    NativeSearch.narrow();
    if (checked && (Masters.isThisProcess(conf) || Masters.isOnThisMachine(conf))) {
      ExecutorChecks.ofThisProcess(engine);
    }
    if (Masters.isThisProcess(conf)) {
      return starter.apply(conf);
    }
    if (Masters.isOnThisMachine(conf)) {
      // Before the clock runs: the first time takes a while.
      Natives.unpack(natives);
    }
    Watch watch = new Watch(Thread.currentThread());
    watch.start();
    JavaSparkContext spark = null;
    boolean complete = false;
    try {
      spark = starter.apply(conf);
      await(spark, watch);
      watch.close();
      if (checked) {
        ExecutorChecks.run(spark, engine, executors, display.out());
      }
      complete = true;
      return spark;
    } catch (KindredException e) {
      throw e;
    } catch (Exception e) {
      watch.close();
      throw watch.end().orElseGet(() -> failed(e));
    } finally {
      watch.close();
      if (!complete && spark != null) {
        spark.close();
      }
    }
  }

  private void await(JavaSparkContext spark, Watch watch) throws InterruptedException {
    while (true) {
      // Driver included.
      registered.set(spark.sc().statusTracker().getExecutorInfos().length - 1);
      if (registered.get() >= executors) {
        return;
      }
      if (spark.sc().isStopped()) {
        throw new IllegalStateException("executors end as soon as they have started");
      }
      if (registered.get() > 0 && watch.waited().compareTo(some) >= 0) {
        display.out().println(line(watch.waited()) + "; going on without the others");
        return;
      }
      if (watch.end().isPresent()) {
        throw watch.end().get();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private String line(Duration waited) {
    String offer =
        StandaloneWorkers.ask(conf)
            .map(w -> "; " + conf.get(SparkLayers.MASTER) + " " + w)
            .orElse("");
    return "waiting for executors: %d of %d after %d s on %s; asked for %s each%s"
        .formatted(
            registered.get(),
            executors,
            waited.toSeconds(),
            conf.get(SparkLayers.MASTER),
            executor,
            offer);
  }

  private KindredException failed(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    boolean usage = message.contains("Could not parse Master URL");
    return new KindredException(
        usage ? Exit.USAGE : Exit.FAILED,
        "Spark could not start on "
            + conf.get(SparkLayers.MASTER)
            + ": "
            + message
            + (usage
                ? ""
                : "; check that the cluster is there, runs the same Spark, and grants "
                    + executor
                    + " to an executor (its logs say more)"),
        e);
  }

  /** Looks at the clock while the other thread waits inside of Spark. */
  private final class Watch extends Thread implements AutoCloseable {
    private final Thread waiting;
    private final long start = System.nanoTime();
    private volatile KindredException end;
    private volatile boolean closed;

    private Watch(Thread waiting) {
      super("kindred-start");
      this.waiting = waiting;
      setDaemon(true);
    }

    private Duration waited() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    private Optional<KindredException> end() {
      return Optional.ofNullable(end);
    }

    @Override
    public void run() {
      Duration next = display.every();
      try {
        while (!closed && end == null) {
          Thread.sleep(POLL_MILLIS);
          if (stop.isRequested()) {
            finish(new KindredException(Exit.TRY_LATER, "stopped while it waited for executors"));
          } else if (waited().compareTo(patience) >= 0 && registered.get() == 0) {
            finish(new KindredException(Exit.TRY_LATER, gaveUp("lower that, or try again later")));
          } else if (waited().compareTo(next) >= 0 && !closed) {
            next = next.plus(display.every());
            display.out().println(line(waited()));
            checkPossible();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void checkPossible() {
      boolean never =
          waited().compareTo(some.dividedBy(2)) >= 0
              && StandaloneWorkers.ask(conf).filter(w -> w.rulesOut(executor)).isPresent();
      if (never && registered.get() == 0) {
        finish(
            new KindredException(
                Exit.USAGE,
                gaveUp("no worker is that large; lower it (kindred.spark.executor-...)")));
      }
    }

    private String gaveUp(String remedy) {
      return "no executor came; gave up " + line(waited()) + "; " + remedy;
    }

    private synchronized void finish(KindredException with) {
      if (!closed) {
        end = with;
        waiting.interrupt();
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      // Of an interrupt that came too late nothing may stay.
      if (end != null) {
        Thread.interrupted();
      }
    }
  }
}
