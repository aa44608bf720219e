package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.run.Exit;
import dev.kindred.run.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that look at embeddings made elsewhere, without a model and without images. */
class ForeignLooksIT {
  private static final SharedSpark JOBS = new SharedSpark();
  private static final int D = 8;

  @TempDir Path temp;

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  private List<String> look(String command, Path table, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                command,
                "-s",
                "run.path=" + temp.resolve("run-of-" + table.getFileName()),
                "--embeddings",
                "" + table));
    args.addAll(List.of(more));
    return args;
  }

  private static SmallRuns.Ended success(List<String> args) {
    return SmallRuns.success(JOBS, args);
  }

  private static String line(List<String> args, Exit exit) {
    SmallRuns.Ended ended = SmallRuns.execute(JOBS, args);
    assertThat(ended.code()).as(ended.err()).isEqualTo(exit.code());
    List<String> lines = ended.err().lines().filter(l -> l.startsWith("kindred: ")).toList();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  /** Three groups of five far from each other; the last row is the first once more. */
  private static float[][] groups() {
    Random random = new Random(3);
    float[][] rows = new float[16][D];
    for (int i = 0; i < 15; i++) {
      for (int j = 0; j < D; j++) {
        rows[i][j] = (float) (0.05 * random.nextGaussian()) + (j == i / 5 ? 1 : 0);
      }
    }
    rows[15] = rows[0].clone();
    return rows;
  }

  private static Path npy(Path file, float[][] rows, List<String> lines) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(rows.length, rows[0].length);
    ByteBuffer npy =
        ByteBuffer.allocate(128 + 4 * rows.length * rows[0].length).order(ByteOrder.LITTLE_ENDIAN);
    npy.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    npy.putShort((short) 118);
    npy.put(
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    for (float[] row : rows) {
      for (float number : row) {
        npy.putFloat(number);
      }
    }
    Files.write(file, npy.array());
    Files.write(Path.of(file.toString().replace(".npy", ".tsv")), lines);
    return file;
  }

  private Path sound() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id\tclass\tsplit"));
    for (int i = 0; i < 16; i++) {
      lines.add(
          "photo-%02d\t%s\t%s".formatted(i, "abc".charAt(i / 5 % 3), i < 15 ? "train" : "test"));
    }
    return npy(temp.resolve("sound.npy"), groups(), lines);
  }

  @Test
  void clusterByKMeansThenByAThresholdInTheSameFolder() throws IOException {
    Path table = sound();
    SmallRuns.Ended ended =
        success(look("cluster", table, "--images=all", "-s", "look.cluster.format=csv"));
    assertThat(ended.out()).contains("3 clusters of 16 embeddings of").contains("NMI 100.0");
    List<String> rows = Files.readAllLines(temp.resolve("run-of-sound.npy/clusters/clusters.csv"));
    assertThat(rows).hasSize(17);
    assertThat(rows.get(0)).isEqualTo("id,path,class,split,cluster,distance");
    assertThat(rows.get(16)).startsWith("15,photo-15,a,test,0,");
    assertThat(temp.resolve("run-of-sound.npy/clusters/clusters.html")).doesNotExist();
    assertThat(success(look("cluster", table, "--images=train", "--threshold=0.999999")).out())
        .contains("15 clusters of 15 embeddings of");
  }

  @Test
  void aTableWithoutClassesIsClustered() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id"));
    for (int i = 0; i < 16; i++) {
      lines.add("x" + i);
    }
    Path table = npy(temp.resolve("bare.npy"), groups(), lines);
    assertThat(line(look("cluster", table), Exit.USAGE))
        .contains("have no classes to be counted; give --clusters N or --threshold COSINE");
    assertThat(success(look("cluster", table, "--clusters=3")).out())
        .contains("3 clusters of 16 embeddings of")
        .doesNotContain("NMI");
    assertThat(line(List.of("evaluate", "--embeddings", "" + table), Exit.BAD_DATA))
        .contains("has no column class");
  }

  @Test
  void duplicatesAcrossSplits() throws IOException {
    SmallRuns.Ended ended =
        success(look("duplicates", sound(), "-s", "look.duplicates.similarity=0.999999"));
    assertThat(ended.out())
        .contains("across splits, by model: photo-00 (train) and photo-15 (test)");
    assertThat(Files.readAllLines(temp.resolve("run-of-sound.npy/duplicates/duplicates.tsv")))
        .containsExactly(
            "group\tfound_by\tid\tpath\tclass\tsplit",
            "1\tmodel\t0\tphoto-00\ta\ttrain",
            "1\tmodel\t15\tphoto-15\ta\ttest");
    assertThat(line(look("duplicates", sound(), "-s", "look.duplicates.similarity=0"), Exit.USAGE))
        .contains("leaves embeddings out");
  }

  @Test
  void indexAndThenEveryOtherLookByTheRunAlone() throws IOException {
    Path table = Path.of("src/test/resources/retrieval/foreign.parquet").toAbsolutePath();
    success(look("index", table));
    var about =
        Json.parse(
            Files.readString(temp.resolve("run-of-foreign.parquet/index/index.json")),
            "index.json");
    assertThat(about.path("vectors").asInt()).isEqualTo(150);
    assertThat(about.path("recall_by_candidates").path("50").asDouble()).isGreaterThan(0.97);
    String run = "run.path=" + temp.resolve("run-of-foreign.parquet");
    assertThat(success(List.of("cluster", "-s", run, "--clusters=7")).out())
        .contains("7 clusters of 150 embeddings of");
    assertThat(success(List.of("duplicates", "-s", run)).out())
        .contains("Duplicates among 150 embeddings of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "duplicates", "index"})
  void whatCannotBeIsOneLine(String command) throws IOException {
    Path table = sound();
    assertThat(line(look(command, table, "--images=photos/"), Exit.USAGE))
        .contains("--images photos/ cannot be taken from");
    assertThat(line(look(command, table, "--images=query"), Exit.BAD_DATA))
        .contains("has no rows of split query");
    assertThat(line(look(command, temp.resolve("no")), Exit.BAD_DATA))
        .contains("cannot be read as Parquet: ");
    List<String> lines = Files.readAllLines(temp.resolve("sound.tsv"));
    float[][] rows = groups();
    rows[3][2] = Float.NaN;
    assertThat(line(look(command, npy(temp.resolve("nan.npy"), rows, lines)), Exit.BAD_DATA))
        .contains("has NaN in place 2 of the embedding of id photo-03");
    lines.set(2, lines.get(1));
    assertThat(line(look(command, npy(temp.resolve("two.npy"), groups(), lines)), Exit.BAD_DATA))
        .contains("has id photo-00 twice; ids must differ");
    assertThat(
            line(
                look(command, npy(temp.resolve("cut.npy"), groups(), lines.subList(0, 9))),
                Exit.BAD_DATA))
        .contains("has 16 rows")
        .contains("has 8");
  }

  @Test
  void moreClustersThanRowsAndAnIndexOfOne() throws IOException {
    assertThat(line(look("cluster", sound(), "--images=all", "--clusters=17"), Exit.USAGE))
        .contains("--clusters 17 is more than the 16 embeddings of");
    assertThat(line(look("index", sound(), "--images=test"), Exit.BAD_DATA))
        .contains("an index needs at least two images; there is one of the embeddings of");
  }
}
