package dev.kindred.store;

import dev.kindred.dataset.DataRoot;
import dev.kindred.dataset.ImageRef;
import dev.kindred.dataset.Manifest;
import dev.kindred.dataset.SafePath;
import dev.kindred.run.AtomicFiles;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.run.Scratch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Whether executors see the folders that their tasks will use: a path on one machine's disk is
 * another folder, or none, on the next. Asked before the work, in a second or two.
 */
@DriverOnly
public final class SharedFolders {
  /** Several for each executor, and each takes a moment, so that every executor gets one. */
  private static final int TASKS_EACH = 4;

  private SharedFolders() {}

  /**
   * Checks a finished store.
   *
   * @throws KindredException with {@link Exit#BAD_DATA} when an executor does not see it
   */
  public static void check(JavaSparkContext spark, ImageStore store) {
    List<String> shards = store.location().shards();
    List<FolderProbe.Place> places = new ArrayList<>();
    for (int i : new int[] {0, shards.size() - 1}) {
      if (i >= 0 && i < shards.size()) {
        long bytes = store.manifest().shards().get(i).bytes();
        places.add(new FolderProbe.Place("the store", shards.get(i), bytes));
      }
    }
    ask(spark, spark.hadoopConfiguration(), new FolderProbe(places, ""));
  }

  /**
   * Checks the folder of a run, where a driver elsewhere or an executor writes to it: what lies on
   * the disk of some machine of a cluster is lost to everybody else.
   *
   * @param folder with a file that is there
   */
  public static void check(JavaSparkContext spark, RunFolder folder) {
    if (!AtomicFiles.isLocal(folder.fileSystem())) {
      return;
    }
    try {
      Path file = folder.path(RunFiles.CONFIG);
      long bytes = folder.fileSystem().getFileStatus(file).getLen();
      FolderProbe.Place place = new FolderProbe.Place("the run's folder", file.toString(), bytes);
      ask(spark, spark.hadoopConfiguration(), new FolderProbe(List.of(place), ""));
    } catch (IOException e) {
      throw new KindredException(
          Exit.FAILED, "cannot look into " + folder.root() + ": " + e.getMessage(), e);
    }
  }

  /** Checks the data, and a store that is to be written. */
  static void check(
      JavaSparkContext spark, Configuration conf, DataRoot root, Manifest manifest, Scratch scratch)
      throws IOException {
    List<FolderProbe.Place> places = new ArrayList<>();
    places.add(new FolderProbe.Place("the data", root.path().toString(), FolderProbe.FOLDER));
    firstThere(conf, root, manifest).ifPresent(places::add);
    ask(spark, conf, new FolderProbe(places, scratch.folder().toString()));
  }

  /** One image that is there; of a list some may be missing. */
  private static Optional<FolderProbe.Place> firstThere(
      Configuration conf, DataRoot root, Manifest manifest) throws IOException {
    for (ImageRef image : manifest.images().subList(0, Math.min(16, manifest.images().size()))) {
      Path path = SafePath.resolve(root.path(), image.path());
      // A list may name images on other file systems.
      FileSystem fs = path.getFileSystem(conf);
      if (fs.exists(path)) {
        return Optional.of(
            new FolderProbe.Place("the data", path.toString(), fs.getFileStatus(path).getLen()));
      }
    }
    return Optional.empty();
  }

  private static void ask(JavaSparkContext spark, Configuration conf, FolderProbe probe) {
    if (spark.isLocal()) {
      return;
    }
    int registered = spark.sc().statusTracker().getExecutorInfos().length - 1;
    int planned = spark.getConf().getInt("spark.executor.instances", 1);
    int tasks = TASKS_EACH * Math.max(registered, planned);
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(conf));
    spark.setJobGroup("kindred-folders", "do all executors see the folders?", true);
    try {
      List<String> answers =
          spark
              .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
              .map(task -> probe.look(hadoop.value().value(), task))
              .collect();
      answers.stream()
          .filter(answer -> !answer.isEmpty())
          .findFirst()
          .ifPresent(SharedFolders::refuse);
    } finally {
      spark.clearJobGroup();
      hadoop.destroy();
    }
  }

  private static void refuse(String answer) {
    throw new KindredException(
        Exit.BAD_DATA,
        answer
            + "; data and store have to be on a file system that all executors see at the same path,"
            + " such as HDFS, an object store or a network disk (kindred.data.path,"
            + " kindred.store.path, kindred.run.path)");
  }
}
