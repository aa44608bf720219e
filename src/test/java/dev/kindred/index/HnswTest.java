package dev.kindred.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HnswTest {
  @TempDir Path temp;

  private static float[][] vectors(int n, int d) {
    Random random = new Random(d);
    float[][] rows = new float[n][d];
    for (float[] row : rows) {
      double squared = 0;
      for (int j = 0; j < d; j++) {
        row[j] = (float) random.nextGaussian();
        squared += row[j] * row[j];
      }
      for (int j = 0; j < d; j++) {
        row[j] /= (float) Math.sqrt(squared);
      }
    }
    return rows;
  }

  private Path write(String name, float[][] rows) throws IOException {
    Path folder = Files.createDirectory(temp.resolve(name));
    try (HnswWriter writer = new HnswWriter(folder, 16, 100)) {
      for (int i = 0; i < rows.length; i++) {
        writer.add(1000 + i, i + ".jpg", "class " + i % 7, "test", rows[i]);
      }
      writer.finish();
    }
    return folder;
  }

  private static int[] exact(float[][] rows, float[] query, int k) {
    return IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -dot(rows[i], query)))
        .limit(k)
        .mapToInt(i -> 1000 + i)
        .toArray();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += (double) a[j] * b[j];
    }
    return sum;
  }

  /** 1,500 numbers are more than Lucene takes unless told otherwise; its own format reads them. */
  @ParameterizedTest
  @ValueSource(ints = {24, 1500})
  void manyCandidatesFindWhatExactSearchFinds(int d) throws IOException {
    float[][] rows = vectors(300, d);
    try (HnswReader reader = new HnswReader(write("index", rows))) {
      for (int q = 0; q < 20; q++) {
        int[] found = reader.nearest(rows[q], 290);
        assertThat(found).hasSize(290);
        assertThat(Arrays.copyOf(found, 10)).isEqualTo(exact(rows, rows[q], 10));
      }
      assertThat(reader.nearest(rows[0], 1000)).hasSize(300);
    }
  }

  @Test
  void theSameRowsGiveTheSameGraph() throws IOException {
    float[][] rows = vectors(2000, 16);
    try (HnswReader one = new HnswReader(write("one", rows));
        HnswReader two = new HnswReader(write("two", rows))) {
      for (int q = 0; q < 50; q++) {
        assertThat(one.nearest(rows[q], 11)).isEqualTo(two.nearest(rows[q], 11)).contains(1000 + q);
      }
    }
  }
}
