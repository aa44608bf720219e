package dev.kindred.retrieval;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;

/** Values from faiss, pytorch-metric-learning and scikit-learn: src/test/python/retrieval. */
final class Golden {
  private static final Config ALL = ConfigFactory.parseResources("retrieval/golden.json").resolve();
  private static final Config MORE =
      ConfigFactory.parseResources("retrieval/more-golden.json").resolve();

  private Golden() {}

  static Config at(String path) {
    return ALL.getConfig(path);
  }

  /** Of pairs, clusters and classes. */
  static Config more(String path) {
    return MORE.getConfig(path);
  }

  static double number(String path) {
    return ALL.getDouble(path);
  }

  static int[] ints(String path) {
    return ALL.getIntList(path).stream().mapToInt(Integer::intValue).toArray();
  }

  static EmbeddingSet images() {
    return set("raw", "labels");
  }

  static EmbeddingSet queries() {
    return set("rawQuery", "queryLabels");
  }

  @SuppressWarnings("unchecked") // lists of lists of numbers, as the script writes them
  private static EmbeddingSet set(String rowsPath, String labelsPath) {
    List<List<Number>> raw = (List<List<Number>>) (List<?>) ALL.getAnyRefList(rowsPath);
    int d = raw.get(0).size();
    float[] rows = new float[raw.size() * d];
    int[] ids = new int[raw.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
      for (int j = 0; j < d; j++) {
        rows[i * d + j] = raw.get(i).get(j).floatValue();
      }
    }
    return new EmbeddingSet(rows, d, ints(labelsPath), ids).normalised();
  }
}
