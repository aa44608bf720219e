package dev.kindred.store;

import dev.kindred.dataset.DataRoot;
import dev.kindred.dataset.Datasets;
import dev.kindred.dataset.Reading;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Lease;
import dev.kindred.run.LeaseTaker;
import dev.kindred.run.LeaseTerms;
import dev.kindred.run.Progress;
import dev.kindred.run.Scratch;
import dev.kindred.run.StopSignal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Packs a data folder into a store: shards in the form of WebDataset, an index, a manifest.
 *
 * <p>Everything is written below {@code _tmp/<token>/<fingerprint>}, renamed as one folder, and the
 * manifest written last is what makes a store of it. Unchanged input finds its fingerprint in the
 * manifest and does nothing; an interrupted run finds its finished shards. Of several processes
 * that pack into one store one works, by a lease, and the others wait for it.
 */
@DriverOnly
public final class PrepareJob {
  private static final int FOLDER_DIGITS = 16;
  private static final String GROUP = "kindred-prepare";

  private final JavaSparkContext spark;
  private final PrepareSettings settings;
  private final LeaseTerms terms;
  private final StopSignal stop;
  private final Configuration conf;
  private final Progress.Display display;

  /** Of a context that stays open. */
  public PrepareJob(JavaSparkContext spark, PrepareSettings settings) {
    this(spark, settings, null, LeaseTerms.of(LeaseTerms.USUAL), new StopSignal());
  }

  /**
   * Of a context that stays open.
   *
   * @param display where progress is shown; null for nowhere
   * @param terms of the lease on the store
   * @param stop ends the waiting for another process that packs the same store
   */
  public PrepareJob(
      JavaSparkContext spark,
      PrepareSettings settings,
      Progress.Display display,
      LeaseTerms terms,
      StopSignal stop) {
    this.spark = spark;
    this.display = display;
    this.settings = settings;
    this.terms = terms;
    this.stop = stop;
    this.conf = spark.hadoopConfiguration();
  }

  /**
   * Does the work, or finds it done.
   *
   * @throws KindredException with BAD_DATA when lists or images do not allow a store, with FAILED
   *     when it cannot be written
   */
  public PrepareResult run() {
    long start = System.nanoTime();
    Reading reading =
        Datasets.read(conf, settings.data(), settings.format(), settings.read(), display);
    try {
      DataRoot root = reading.data();
      Listing listing = Listing.of(reading);
      String fingerprint = listing.fingerprint(reading.manifest(), settings);
      FileSystem fs = StoreFiles.fileSystem(conf, new Path(settings.store()));
      // Executor processes have working directories of their own.
      Path store = fs.makeQualified(new Path(settings.store()));
      ImageStore present = present(fs, store, fingerprint);
      if (present != null) {
        return unchanged(fs, present, reading, start);
      }
      try (Lease lease = lease(fs, store)) {
        // Whoever held the lease before may have packed the same.
        present = present(fs, store, fingerprint);
        return present != null
            ? unchanged(fs, present, reading, start)
            : pack(fs, store, lease, reading, root, listing, fingerprint, start);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Lease lease(FileSystem fs, Path store) {
    Lease lease =
        new LeaseTaker(fs, store, terms).await(() -> stop.check("the store was not touched"));
    lease.onLoss(() -> spark.sc().cancelJobGroup(GROUP));
    return lease;
  }

  private PrepareResult unchanged(FileSystem fs, ImageStore present, Reading reading, long start)
      throws IOException {
    List<BrokenImage> broken = StoreCommit.brokenOf(fs, present);
    checkBroken(broken, reading, present.uri() + "/" + present.manifest().folder());
    SharedFolders.check(spark, present);
    return new PrepareResult(
        present, broken, PassedOverFile.counts(present), 0, 0, true, since(start));
  }

  private PrepareResult pack(
      FileSystem fs,
      Path store,
      Lease lease,
      Reading reading,
      DataRoot root,
      Listing listing,
      String fingerprint,
      long start)
      throws IOException {
    try {
      String folder = fingerprint.substring(0, FOLDER_DIGITS);
      Scratch scratch = new Scratch(fs, store, lease.token());
      Path tmp = scratch.adopt(folder);
      scratch.open();
      fs.mkdirs(tmp);
      SharedFolders.check(spark, conf, root, reading.manifest(), scratch);
      List<ShardPlan> plans =
          ShardPlan.plan(
              reading.manifest().images(),
              listing.sizes(),
              (long) settings.shortSide() * settings.shortSide(),
              settings.shardBytes());
      List<ShardSummary> shards = new ArrayList<>();
      List<ShardPlan> missing = new ArrayList<>();
      for (ShardPlan plan : plans) {
        ShardSummary s = ShardTask.finished(fs, tmp.toString(), plan);
        if (s == null) {
          missing.add(plan);
        } else {
          shards.add(s);
        }
      }
      int kept = shards.size();
      shards.addAll(write(reading, tmp, missing));
      shards.sort(Comparator.comparingInt(ShardSummary::index));
      List<BrokenImage> left = shards.stream().flatMap(s -> s.broken().stream()).toList();
      List<BrokenImage> broken = left.stream().filter(b -> !PassedOverFile.is(b)).toList();
      StoreCommit.writeBroken(fs, tmp, broken);
      checkBroken(broken, reading, tmp.toString());
      new StoreCommit(fs, store, settings, lease, scratch)
          .run(reading, root, fingerprint, folder, shards);
      ImageStore made = ImageStore.open(conf, settings.store());
      return new PrepareResult(
          made, broken, PassedOverFile.counts(made), missing.size(), kept, false, since(start));
    } catch (IOException | RuntimeException e) {
      // Without the lease whatever failed did so because of that.
      lease.check();
      throw e;
    }
  }

  private ImageStore present(FileSystem fs, Path store, String fingerprint) throws IOException {
    if (!fs.exists(new Path(store, StoreFiles.MANIFEST))) {
      return null;
    }
    try {
      ImageStore present = ImageStore.open(conf, settings.store());
      StoreCommit.brokenOf(fs, present);
      return present.manifest().fingerprint().equals(fingerprint) ? present : null;
    } catch (KindredException e) {
      // Damaged: it is made anew.
      return null;
    }
  }

  private List<ShardSummary> write(Reading reading, Path tmp, List<ShardPlan> missing) {
    if (missing.isEmpty()) {
      return List.of();
    }
    ShardTask task =
        new ShardTask(reading.root(), tmp.toString(), settings.packing(), reading.origin());
    // Only what has a name is told of when a task ends.
    LongAccumulator done = spark.sc().longAccumulator("images packed");
    long images = missing.stream().mapToLong(p -> p.images().size()).sum();
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(conf));
    spark.setJobGroup(GROUP, "prepare: packing into " + settings.store(), true);
    try (PackingProgress progress = PackingProgress.show(spark.sc(), display, done, images)) {
      List<ShardSummary> made =
          new ArrayList<>(
              spark
                  .parallelize(missing, missing.size())
                  .map(plan -> task.write(hadoop.value().value(), plan, attempt(), done::add))
                  .collect());
      progress.done();
      return made;
    } catch (Exception e) {
      // Scala does not declare that collect() throws SparkException, so Java cannot catch it alone.
      if (e instanceof SparkException) {
        throw failed(e);
      }
      throw e;
    } finally {
      spark.clearJobGroup();
      hadoop.destroy();
    }
  }

  private static long attempt() {
    return TaskContext.get().taskAttemptId();
  }

  private void checkBroken(List<BrokenImage> broken, Reading reading, String where) {
    int images = reading.manifest().images().size();
    if (broken.size() <= settings.maxBroken() * images) {
      return;
    }
    BrokenImage first = broken.get(0);
    throw new KindredException(
        Exit.BAD_DATA,
        ("%d of %d images are broken, more than the allowed share of %s (first: %s, %s, %s); all"
                + " are listed in %s/%s: repair them or raise the share%s")
            .formatted(
                broken.size(),
                images,
                settings.maxBroken(),
                first.path(),
                first.reason(),
                first.detail(),
                where,
                StoreFiles.BROKEN,
                first.detail().equals(ImageSource.LEADS_OUT)
                    ? "; kindred.data.outside = allow follows links"
                    : ""));
  }

  private KindredException failed(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return new KindredException(
        Exit.FAILED,
        ("packing %s into %s failed: %s; finished shards are kept, run it again once the cause is"
                + " removed")
            .formatted(settings.data(), settings.store(), text),
        e);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
