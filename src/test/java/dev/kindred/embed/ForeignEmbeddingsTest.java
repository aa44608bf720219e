package dev.kindred.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.dataset.Split;
import dev.kindred.retrieval.EmbeddingSet;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignEmbeddingsTest {
  private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);
  private static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("class", DataTypes.StringType)
          .add("split", DataTypes.StringType)
          .add("embedding", FLOATS);
  private static JavaSparkContext spark;

  @TempDir Path temp;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("ForeignEmbeddingsTest")
                .set("spark.ui.enabled", "false"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static ForeignEmbeddings open(String path) {
    return ForeignEmbeddings.open(spark, new Configuration(), path);
  }

  private String table(StructType columns, Row... rows) {
    String path = temp.resolve("t.parquet").toString();
    SparkSession.builder()
        .getOrCreate()
        .createDataFrame(List.of(rows), columns)
        .write()
        .mode("overwrite")
        .parquet(path);
    return path;
  }

  private static Row row(Object id, String className, String split, Float... embedding) {
    return RowFactory.create(id, className, split, embedding);
  }

  @Test
  void whatEmbedWritesIsReadAgain() {
    EmbeddingSet test =
        new EmbeddingSet(
            new float[] {0.6f, 0.8f, 0, 1, 1, 0}, 2, new int[] {1, 0, 1}, new int[] {5, 2, 7});
    String[] paths = IntStream.range(0, 9).mapToObj(i -> "a/" + i + ".jpg").toArray(String[]::new);
    String path = temp.resolve("e.parquet").toString();
    List<String> classes = List.of("owl", "ox");
    for (int half = 0; half < 2; half++) {
      EmbeddingSet block = half == 0 ? test.select(0) : test.select(1, 2);
      ParquetTables.append(
          spark,
          spark.parallelize(List.of(block), 1),
          new ImageNames(paths, classes, half == 0 ? "query" : "gallery"),
          new org.apache.hadoop.fs.Path(path));
    }
    assertThat(
            SparkSession.builder().getOrCreate().read().parquet(path).orderBy("id").collectAsList())
        .extracting(r -> r.mkString("|").replaceAll("ArraySeq|WrappedArray", ""))
        .containsExactly(
            "2|a/2.jpg|owl|gallery|(0.0, 1.0)",
            "5|a/5.jpg|ox|query|(0.6, 0.8)",
            "7|a/7.jpg|ox|gallery|(1.0, 0.0)");
    ForeignEmbeddings read = open(path);
    assertThat(read.classNames()).isEqualTo(classes);
    assertThat(read.d()).isEqualTo(2);
    assertThat(read.sides(false)).isEqualTo(List.of(Set.of(Split.QUERY), Set.of(Split.GALLERY)));
    assertThat(read.ids(Set.of(Split.GALLERY))).containsExactlyInAnyOrder(2, 7);
    assertThat(read.embeddings(Set.of()).collect())
        .usingRecursiveComparison()
        .isEqualTo(test.select(1, 0, 2));
  }

  @Test
  void textIdsAreNumberedByAlphabetAndRowsGetUnitLength() {
    String path =
        table(
            new StructType()
                .add("embedding", DataTypes.createArrayType(DataTypes.DoubleType))
                .add("id", DataTypes.StringType)
                .add("class", DataTypes.IntegerType),
            RowFactory.create(new Double[] {3.0, 4.0}, "b", 7),
            RowFactory.create(new Double[] {0.0, 0.0}, "a", 12),
            RowFactory.create(new Double[] {0.0, -2.0}, "10", 7));
    ForeignEmbeddings read = open(path);
    assertThat(read.sides(false)).isEqualTo(List.of(Set.of()));
    assertThat(read.classNames()).containsExactly("12", "7");
    EmbeddingSet set = read.embeddings(Set.of()).collect();
    assertThat(set.ids()).containsExactly(0, 1, 2);
    assertThat(set.labels()).containsExactly(1, 0, 1);
    assertThat(set.rows()).containsExactly(0, -1, 0, 0, 0.6f, 0.8f);
  }

  @Test
  void whateverIsWrongIsOneLine() {
    refused(
        table(COLUMNS, row(1L, "a", null, 1f, 0f), row(2L, "a", null, 1f, Float.NaN)),
        "has NaN in place 1 of the embedding of id 2; remove the row or compute it again");
    refused(
        table(COLUMNS, row(1L, "a", null, 1f, Float.POSITIVE_INFINITY)),
        "has Infinity in place 1 of the embedding of id 1; remove the row or compute it again");
    refused(
        table(COLUMNS, row(1L, "a", null, 1f, 0f), row(2L, "a", null, 1f)),
        "has 1 numbers in the embedding of id 2 and 2 in that of id 1; all need the same number");
    refused(
        table(COLUMNS, row(3L, "a", null, 1f), row(3L, "b", null, 1f)),
        "has id 3 twice; ids must differ");
    refused(table(COLUMNS, row(3L, null, null, 1f)), "has no class for id 3");
    refused(
        table(COLUMNS, row(2L, "a", null, 1f), row(3L, " ", null, 1f)),
        "has no class for id 3; give it one or leave it out");
    refused(table(COLUMNS, row(3L, "a", null, (Float) null)), "has no embedding for id 3");
    refused(table(COLUMNS, row(3L, "a", null)), "has no embedding for id 3");
    refused(table(COLUMNS, row(null, "a", null, 1f)), "has a row without an id");
    refused(
        table(COLUMNS, row(3L, "a", "valid", 1f)),
        "has split 'valid' for id 3; expected train, test, query or gallery");
    refused(table(COLUMNS), "has no rows");
    refused(
        table(new StructType().add("id", DataTypes.LongType).add("embedding", FLOATS)),
        "has no column class; expected id, class, embedding and, where there are splits, split");
  }

  @Test
  void aRowWithoutASplitIsInNone() {
    ForeignEmbeddings read =
        open(table(COLUMNS, row(1L, "a", "test", 1f, 0f), row(2L, "a", null, 0f, 1f)));
    assertThat(read.sides(false)).isEqualTo(List.of(Set.of(Split.TEST)));
    assertThat(read.ids(Set.of(Split.TEST))).containsExactly(1);
    assertThat(read.rows(Set.of(Split.TEST)).names()).containsExactly("1");
    assertThat(read.embeddings(Set.of(Split.TEST)).collect().ids()).containsExactly(1);
  }

  @Test
  void anEmptySideIsNamed() {
    ForeignEmbeddings read = open(table(COLUMNS, row(1L, "a", "gallery", 1f)));
    assertThatThrownBy(() -> read.sides(false))
        .hasMessageEndingWith(
            "has no rows of split test; set evaluate.split, or give rows of test, or of query and"
                + " gallery");
    assertThatThrownBy(() -> read.sides(true)).hasMessageContaining("has no rows of split train");
  }

  @Test
  void aColumnOfAnotherKindOrNoParquetAtAll() throws IOException {
    StructType text =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("class", DataTypes.StringType)
            .add("embedding", DataTypes.StringType);
    String path = table(text, RowFactory.create(1L, "a", "[1, 0]"));
    refusedWhole(
        path, "column embedding of " + path + " is string; expected an array of float or double");
    Path file = Files.writeString(temp.resolve("x.parquet"), "no");
    assertThatThrownBy(() -> open(file.toString()))
        .isInstanceOf(KindredException.class)
        .hasMessageStartingWith(file + " cannot be read as Parquet: ")
        .hasMessageEndingWith("x.parquet is not a Parquet file (length is too low: 2)");
    Path damaged = temp.resolve("damaged.parquet");
    byte[] whole = Files.readAllBytes(Path.of("src/test/resources/retrieval/foreign.parquet"));
    Arrays.fill(whole, 40, 1500, (byte) 77);
    Files.write(damaged, whole);
    assertThatThrownBy(() -> open(damaged.toString()))
        .isInstanceOf(KindredException.class)
        .hasMessageStartingWith(damaged + " cannot be read: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> open(temp.resolve("none").toString()))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("cannot be read as Parquet: ")
        .hasMessageContaining("PATH_NOT_FOUND");
  }

  @Test
  void damagedArrays() throws IOException {
    Path npy = temp.resolve("x.npy");
    Path tsv = temp.resolve("x.tsv");
    EmbeddingSet set = new EmbeddingSet(new float[] {1, 0, 0, 1}, 2, new int[2], new int[2]);
    try (var out = Files.newOutputStream(npy)) {
      EmbeddingFiles.npy(set, out);
    }
    refusedWhole(
        npy.toString(),
        ("%s needs %s beside it: a line of column names (class; id and split if there are any),"
                + " then a line a row, tabs between")
            .formatted(npy, tsv));
    Files.writeString(tsv, "class\na\n");
    refusedWhole(npy.toString(), "%s has 2 rows, %s has 1".formatted(npy, tsv));
    Files.writeString(tsv, "class\tid\na\t1\nb\n");
    refusedWhole(npy.toString(), tsv + " line 3 has 1 columns instead of 2");
    Files.writeString(tsv, "a\nb\n");
    refusedWhole(npy.toString(), tsv + " line 1 has no column class; it has to name the columns");
    Files.writeString(tsv, "class\na\nb\n");
    assertThat(open(npy.toString()).embeddings(Set.of()).collect().ids()).containsExactly(0, 1);
    byte[] whole = Files.readAllBytes(npy);
    Files.write(npy, Arrays.copyOf(whole, whole.length - 1));
    refusedWhole(npy.toString(), npy + " has 143 bytes instead of 144; copy it again");
    Files.write(npy, Arrays.copyOf(whole, 9));
    refusedWhole(npy.toString(), npy + " is no NumPy file");
    for (String[] change :
        new String[][] {{"<f4", "<i4"}, {"False", "True "}, {"(2, 2)", "(2,)  "}}) {
      String text = new String(whole, StandardCharsets.ISO_8859_1);
      Files.write(npy, text.replace(change[0], change[1]).getBytes(StandardCharsets.ISO_8859_1));
      refusedWhole(
          npy.toString(),
          npy
              + " is not an array [n, d] of float32 or float64 in C order; save"
              + " numpy.ascontiguousarray(x, dtype='float32')");
    }
  }

  private static void refused(String path, String problem) {
    refusedWhole(path, path + " " + problem);
  }

  private static void refusedWhole(String path, String message) {
    assertThatThrownBy(() -> open(path))
        .isInstanceOf(KindredException.class)
        .hasMessage(message)
        .extracting(e -> ((KindredException) e).exit())
        .isEqualTo(Exit.BAD_DATA);
  }

  @Test
  void largeTablesComeInBlocks() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(row((long) (997 * i % 1000), "c" + i % 7, "test", (float) i, 1f));
    }
    ForeignEmbeddings read = open(table(COLUMNS, rows.toArray(Row[]::new)));
    assertThat(read.sides(false)).isEqualTo(List.of(Set.of(Split.TEST)));
    EmbeddingSet set = read.embeddings(Set.of(Split.TEST)).collect();
    assertThat(set.n()).isEqualTo(300);
    assertThat(set.ids()).isSorted();
    for (int r = 0; r < 300; r++) {
      int i = Math.round(set.rows()[2 * r] / set.rows()[2 * r + 1]);
      assertThat(set.ids()[r]).isEqualTo(997 * i % 1000);
      assertThat(read.classNames().get(set.labels()[r])).isEqualTo("c" + i % 7);
    }
  }
}
