package dev.kindred.cli;

import dev.kindred.config.EvaluateSettings;
import dev.kindred.embed.EmbedJob;
import dev.kindred.embed.ForeignEmbeddings;
import dev.kindred.embed.ImageNames;
import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.embed.ParquetTables;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.store.SharedFolders;
import dev.kindred.train.EngineChoice;
import dev.kindred.train.Recipes;
import dev.kindred.train.TrainedNetwork;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * The run's network for a look at its images. What it has embedded once stays in {@code looked-at},
 * under a name that stands for weights, images and views, so that a second search starts at once.
 */
@DriverOnly
final class LookNetwork implements AutoCloseable {
  private final JobContext context;
  private final TrainedNetwork network;
  private EmbedJob job;

  private LookNetwork(JobContext context, TrainedNetwork network) {
    this.context = context;
    this.network = network;
  }

  static LookNetwork read(JobContext context) {
    return new LookNetwork(
        context,
        TrainedNetwork.read(
            context.config(),
            EngineChoice.of(context.config(), context.spark().getConf()),
            context.folder()));
  }

  /** Length of an embedding. */
  int dim() {
    return network.recipe().network().dim();
  }

  /** Embeddings that are computed now. */
  LazyEmbeddings fresh(LookedAt images) {
    close();
    EvaluateSettings settings = context.config().evaluate();
    int tasks = Executors.tasks(context.spark().getConf());
    job =
        new EmbedJob(
            context.spark(),
            images.store(),
            Recipes.testView(context.config(), network.recipe().network().backbone()),
            settings.batch(),
            settings.partitions() > 0 ? settings.partitions() : tasks);
    return job.network(
        images.what(),
        images.ids(),
        context.folder().id() + " embeds",
        network.recipe(),
        network.state(),
        false);
  }

  /** Embeddings that are computed once; labels are classes by the alphabet. */
  LazyEmbeddings kept(LookedAt images) {
    String name = RunFiles.LOOKED_AT + "/" + key(images) + ".parquet";
    Optional<ForeignEmbeddings> whole = whole(name, images);
    if (whole.isEmpty()) {
      write(name, images);
      whole = whole(name, images);
    }
    return whole
        .orElseThrow(
            () ->
                new KindredException(
                    Exit.TRY_LATER,
                    "embeddings of the %s did not all arrive in %s; start again"
                        .formatted(images.what(), context.folder().path(name))))
        .embeddings(Set.of());
  }

  private void write(String name, LookedAt images) {
    context.folder().delete(name);
    SharedFolders.check(context.spark(), context.folder());
    Path staged = context.folder().stage(name);
    ImageNames names =
        new ImageNames(images.paths(), images.store().manifest().classNames(), "test");
    fresh(images)
        .run(
            blocks -> {
              ParquetTables.append(context.spark(), blocks, names, staged);
              return null;
            });
    // Somebody else who looks at the run may have been faster, and reads it already.
    if (!context.folder().exists(name)) {
      context.folder().publish(name);
    }
  }

  /** The table if it has each image once: whoever takes its rows counts on it. */
  private Optional<ForeignEmbeddings> whole(String name, LookedAt images) {
    if (!context.folder().exists(name)) {
      return Optional.empty();
    }
    try {
      ForeignEmbeddings found =
          ForeignEmbeddings.open(
              context.spark(), context.hadoop(), context.folder().path(name).toString());
      int[] ids = found.ids(Set.of());
      Arrays.sort(ids);
      return Arrays.equals(ids, images.ids()) ? Optional.of(found) : Optional.empty();
    } catch (KindredException e) {
      if (e.exit() == Exit.BAD_DATA) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private String key(LookedAt images) {
    ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * images.ids().length);
    ids.asIntBuffer().put(images.ids());
    String all =
        String.join(
            " ",
            network.sha256(),
            images.store().manifest().contentSha256(),
            context.config().resolved().hash(),
            UUID.nameUUIDFromBytes(ids.array()).toString());
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public void close() {
    if (job != null) {
      job.close();
      job = null;
    }
  }
}
