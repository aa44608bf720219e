package dev.kindred.train;

import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchSource;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.RandomStream;
import dev.kindred.sampling.ClassBalancedSampler;
import dev.kindred.sampling.PlannedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Lets proxies start at embeddings of their class by the network that training starts from (weight
 * imprinting, Qi 2018, arXiv:1712.07136, which does so for classes added later). A random proxy
 * pulls its class into a random direction until it has learnt where the class is, which takes many
 * visits; until then a pretrained network forgets.
 *
 * <p>A row keeps the length that the loss drew for it, as the optimiser's steps are small or large
 * beside it.
 */
@DriverOnly
final class ProxyStart {
  static final String PROXIES = "proxies";

  private static final int LEAST_IMAGES = 4;
  private static final int CLASSES_PER_BATCH = 16;

  /** Share of the drawn row that stays, so that proxies of one class are never the same. */
  private static final float APART = 0.1f;

  private ProxyStart() {}

  /**
   * The weights with other proxies.
   *
   * @param network what {@code weights} are, loaded
   * @param source views for evaluation
   * @param workers tasks
   */
  static StateDict of(
      StateDict weights,
      ReplicaRecipe recipe,
      ReplicaState network,
      JavaSparkContext spark,
      BatchSource source,
      TrainingSet data,
      int workers,
      long seed) {
    ParametricLoss loss = (ParametricLoss) recipe.loss();
    int each = loss.rows(data.classes()) / data.classes();
    int images = Math.max(LEAST_IMAGES, each);
    Broadcast<ReplicaState> state = spark.broadcast(network.withoutMoments());
    spark.setJobGroup("kindred-train", "train: embeddings of all classes, for their proxies", true);
    List<ClassRows> found =
        spark
            .parallelize(plans(data, images, seed), workers)
            .mapPartitions(new EmbedClasses(recipe, state, source, images, each))
            .collect();
    state.destroy();
    Tensor drawn = weights.get(PROXIES);
    int[] firstRows = firstRows(loss, data.classes());
    float[] rows = drawn.data().clone();
    found.forEach(part -> imprint(part, each, firstRows, recipe.network().dim(), rows));
    List<Tensor> tensors = new ArrayList<>(weights.tensors().values());
    tensors.add(new Tensor(PROXIES, drawn.shape(), rows));
    return StateDict.of("initial weights", tensors);
  }

  private static List<BatchPlan> plans(TrainingSet data, int images, long seed) {
    List<PlannedBatch> classes =
        new ClassBalancedSampler(
                data.ids(), data.labels(), 1, images, RandomStream.PROXY_IMAGES.seed(seed))
            .epoch(0);
    List<BatchPlan> plans = new ArrayList<>();
    for (int from = 0; from < classes.size(); from += CLASSES_PER_BATCH) {
      List<PlannedBatch> part =
          classes.subList(from, Math.min(from + CLASSES_PER_BATCH, classes.size()));
      plans.add(
          new BatchPlan(
              part.stream().flatMapToInt(b -> IntStream.of(b.imageIds())).toArray(),
              part.stream().flatMapToInt(b -> IntStream.of(b.labels())).toArray(),
              seed));
    }
    return plans;
  }

  private static int[] firstRows(ParametricLoss loss, int classes) {
    int[] first = new int[classes];
    for (int row = loss.rows(classes) - 1; row >= 0; row--) {
      first[loss.classOf(row, classes)] = row;
    }
    return first;
  }

  /**
   * Puts what was found in the place of the drawn rows; a class without a direction keeps its own.
   *
   * @param each proxies of a class, next to each other
   * @param rows {@code [rows, d]} row-major, as drawn at first
   */
  static void imprint(ClassRows found, int each, int[] firstRows, int d, float[] rows) {
    float apart = each == 1 ? 0 : APART;
    for (int c = 0; c < found.classes().length; c++) {
      for (int k = 0; k < each; k++) {
        int row = firstRows[found.classes()[c]] + k;
        if (ClassRows.length(found.rows(), c * each + k, d) == 0) {
          continue;
        }
        double length = ClassRows.length(rows, row, d);
        ClassRows.scale(rows, row, d, apart);
        for (int j = 0; j < d; j++) {
          rows[row * d + j] += found.rows()[(c * each + k) * d + j];
        }
        ClassRows.scale(rows, row, d, length);
      }
    }
  }
}
