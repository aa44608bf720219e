package dev.kindred.cli;

import dev.kindred.dataset.Split;
import dev.kindred.embed.EmbeddingFiles;
import dev.kindred.embed.ImageNames;
import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.embed.ParquetTables;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.RunFiles;
import dev.kindred.store.ImageStore;
import dev.kindred.store.SharedFolders;
import java.util.Locale;
import org.apache.hadoop.fs.Path;

/** Puts embeddings into the run's folder: as one Parquet table, or a NumPy array a split. */
@DriverOnly
final class EmbeddingWriter {
  private static final String TABLE = RunFiles.EMBEDDINGS + "/embeddings.parquet";

  private final JobContext context;
  private final ImageStore store;
  private final Path staged;
  private final String[] paths;

  EmbeddingWriter(JobContext context, ImageStore store) {
    this.context = context;
    this.store = store;
    boolean parquet = context.config().evaluate().parquet();
    if (parquet) {
      // Executors write the table.
      SharedFolders.check(context.spark(), context.folder());
    }
    this.staged = parquet ? context.folder().stage(TABLE) : null;
    this.paths = parquet ? store.paths(context.hadoop()) : null;
  }

  /** Computes and writes the embeddings of a split. */
  void add(Split split, LazyEmbeddings embeddings) {
    String name = split.name().toLowerCase(Locale.ROOT);
    int n = store.index().ids(split).length;
    if (staged == null) {
      EmbeddingSet set = embeddings.collect();
      EmbeddingFiles.write(context.folder(), name, set, store.manifest().classNames());
    } else {
      ImageNames names = new ImageNames(paths, store.manifest().classNames(), name);
      embeddings.run(
          blocks -> {
            ParquetTables.append(context.spark(), blocks, names, staged);
            return null;
          });
    }
    context.out().printf(Locale.ROOT, "%s: embeddings of %,d images%n", name, n);
  }

  /** Makes the table visible, once all splits are in it. */
  void publish() {
    if (staged != null) {
      context.folder().publish(TABLE);
    }
  }
}
