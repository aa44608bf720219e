package dev.kindred.embed;

import dev.kindred.dataset.Split;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Embeddings made elsewhere: Parquet with the columns id, class, embedding and, where there are
 * splits, split; or {@code x.npy} with the same columns but the last in {@code x.tsv}. Rows get
 * unit length. Every row is checked before anything is measured.
 */
@DriverOnly
public final class ForeignEmbeddings {
  private static final int BLOCK_BYTES = 32 << 20;

  private final JavaSparkContext spark;
  private final String path;
  private final JavaRDD<ForeignRow> rows;
  private final int d;
  private final int[] ids;
  private final Split[] splits;
  private final Numbering numbering;
  private final String[] classNames;
  private final List<ForeignHeads> parts;

  private ForeignEmbeddings(
      JavaSparkContext spark, String path, JavaRDD<ForeignRow> rows, boolean labelled) {
    this.spark = spark;
    this.path = path;
    this.rows = rows;
    this.parts = heads();
    this.d = dimension(parts);
    if (labelled) {
      parts.forEach(this::requireClasses);
    }
    String[] names = parts.stream().flatMap(p -> p.ids().stream()).toArray(String[]::new);
    this.splits = parts.stream().flatMap(p -> p.splits().stream()).toArray(Split[]::new);
    Set<String> classes = new TreeSet<>();
    parts.forEach(p -> classes.addAll(p.classes()));
    this.classNames = classes.toArray(String[]::new);
    String[] sorted = names.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i].equals(sorted[i - 1])) {
        throw bad("has id %s twice; ids must differ".formatted(sorted[i]));
      }
    }
    this.numbering = Numbering.of(sorted);
    this.ids = Arrays.stream(names).mapToInt(numbering::of).toArray();
  }

  /**
   * Reads and checks all rows.
   *
   * @throws KindredException with {@link Exit#BAD_DATA} for whatever is wrong with them
   */
  public static ForeignEmbeddings open(JavaSparkContext spark, Configuration hadoop, String path) {
    return open(spark, hadoop, path, true);
  }

  /** The same of a table that need not say classes: all rows are of a class without a name then. */
  public static ForeignEmbeddings openUnlabelled(
      JavaSparkContext spark, Configuration hadoop, String path) {
    return open(spark, hadoop, path, false);
  }

  private static ForeignEmbeddings open(
      JavaSparkContext spark, Configuration hadoop, String path, boolean labelled) {
    spark.setJobGroup("kindred-embed", "read " + path, true);
    try {
      return new ForeignEmbeddings(
          spark,
          path,
          path.endsWith(".npy")
              ? NpyTable.read(spark, hadoop, path, labelled)
              : ParquetTables.read(spark, path, labelled),
          labelled);
    } finally {
      spark.clearJobGroup();
    }
  }

  private List<ForeignHeads> heads() {
    try {
      return rows.mapPartitions(part -> List.of(ForeignHeads.of(part)).iterator()).collect();
    } catch (Exception e) {
      // Spark throws its checked exception out of a method that does not declare it.
      throw new KindredException(
          Exit.BAD_DATA, path + " cannot be read: " + ParquetTables.reason(e), e);
    }
  }

  /** Rows whose class nobody wrote down would be each other's positives. */
  private void requireClasses(ForeignHeads part) {
    for (int c = 0; c < part.classes().size(); c++) {
      if (part.classes().get(c).isBlank()) {
        String id = part.ids().get(part.classOf().indexOf(c));
        throw bad("has no class for id " + id + "; give it one or leave it out");
      }
    }
  }

  private int dimension(List<ForeignHeads> parts) {
    ForeignHeads first = null;
    for (ForeignHeads part : parts) {
      if (part.problem() != null) {
        throw bad(part.problem());
      }
      if (part.d() > 0 && first == null) {
        first = part;
      }
      if (part.d() > 0 && part.d() != first.d()) {
        throw bad(ForeignHeads.unequal(part.ids().get(0), part.d(), first.ids().get(0), first.d()));
      }
    }
    if (first == null) {
      throw bad("has no rows");
    }
    return first.d();
  }

  private KindredException bad(String problem) {
    return new KindredException(Exit.BAD_DATA, path + " " + problem);
  }

  /** Length of an embedding. */
  public int d() {
    return d;
  }

  /** In the order of the class ids. */
  public List<String> classNames() {
    return List.of(classNames);
  }

  /**
   * What is evaluated: one group of splits, each image a query, or queries and gallery.
   *
   * @param train whether the training half is asked for
   * @throws KindredException with {@link Exit#BAD_DATA} when it is empty
   */
  public List<Set<Split>> sides(boolean train) {
    if (Arrays.stream(splits).allMatch(s -> s == null)) {
      return List.of(Set.of());
    }
    if (!train && has(Split.QUERY) && has(Split.GALLERY)) {
      return List.of(Set.of(Split.QUERY), Set.of(Split.GALLERY));
    }
    Split wanted = train ? Split.TRAIN : Split.TEST;
    if (!has(wanted)) {
      throw bad(
          "has no rows of split %s; set evaluate.split, or give rows of test, or of query and gallery"
              .formatted(train ? "train" : "test"));
    }
    return List.of(Set.of(wanted));
  }

  private boolean has(Split split) {
    return Arrays.asList(splits).contains(split);
  }

  /** A row without a split is in none. */
  private static boolean isIn(Set<Split> of, Split split) {
    return of.isEmpty() || (split != null && of.contains(split));
  }

  /** Ids of the rows of some splits; of none of them: of all rows. */
  public int[] ids(Set<Split> of) {
    return IntStream.range(0, ids.length)
        .filter(i -> isIn(of, splits[i]))
        .map(i -> ids[i])
        .toArray();
  }

  /**
   * What is known of some rows without their numbers.
   *
   * @param ids ascending
   * @param names that the table gives them
   * @param labels places of their classes in {@link #classNames}
   * @param splits null where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // a few words a row
  public record Rows(int[] ids, String[] names, int[] labels, Split[] splits) {}

  /** Those of some splits, by id; of none of them: of all rows. */
  public Rows rows(Set<Split> of) {
    record Place(int id, String name, String className, Split split) {}
    List<Place> places = new ArrayList<>();
    for (ForeignHeads part : parts) {
      for (int i = 0; i < part.ids().size(); i++) {
        if (isIn(of, part.splits().get(i))) {
          String name = part.ids().get(i);
          String className = part.classes().get(part.classOf().get(i));
          places.add(new Place(numbering.of(name), name, className, part.splits().get(i)));
        }
      }
    }
    places.sort(Comparator.comparingInt(Place::id));
    return new Rows(
        places.stream().mapToInt(Place::id).toArray(),
        places.stream().map(Place::name).toArray(String[]::new),
        places.stream().mapToInt(p -> Arrays.binarySearch(classNames, p.className())).toArray(),
        places.stream().map(Place::split).toArray(Split[]::new));
  }

  /** The rows of some splits; of none of them: all rows. */
  public LazyEmbeddings embeddings(Set<Split> of) {
    Broadcast<Numbering> idNumbers = spark.broadcast(numbering);
    Broadcast<Numbering> classNumbers = spark.broadcast(Numbering.alphabetic(classNames));
    int most = Math.max(1, BLOCK_BYTES / Float.BYTES / d);
    List<Split> wanted = new ArrayList<>(of);
    return new LazyEmbeddings(
        spark,
        "embeddings of " + path,
        rows.filter(r -> wanted.isEmpty() || wanted.contains(splitOf(r)))
            .mapPartitions(part -> blocks(part, most, idNumbers.value(), classNumbers.value())),
        () -> {
          idNumbers.destroy();
          classNumbers.destroy();
        });
  }

  private static Split splitOf(ForeignRow row) {
    return row.split() == null ? null : ForeignHeads.split(row.split());
  }

  private static Iterator<EmbeddingSet> blocks(
      Iterator<ForeignRow> rows, int most, Numbering ids, Numbering classes) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public EmbeddingSet next() {
        List<ForeignRow> some = new ArrayList<>();
        while (rows.hasNext() && some.size() < most) {
          some.add(rows.next());
        }
        int d = some.get(0).embedding().length;
        float[] numbers = new float[some.size() * d];
        for (int i = 0; i < some.size(); i++) {
          System.arraycopy(some.get(i).embedding(), 0, numbers, i * d, d);
        }
        return new EmbeddingSet(
                numbers,
                d,
                some.stream().mapToInt(r -> classes.of(r.className())).toArray(),
                some.stream().mapToInt(r -> ids.of(r.id())).toArray())
            .ofUnitLength();
      }
    };
  }
}
