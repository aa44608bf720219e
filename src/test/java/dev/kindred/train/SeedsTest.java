package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.config.KindredConfig;
import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BatchStream;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.engine.choice.Engines;
import dev.kindred.model.StateDict;
import dev.kindred.sampling.ClassBalancedSampler;
import dev.kindred.sampling.PlannedBatch;
import dev.kindred.store.ImageStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of neighbouring seeds have nothing in common. */
class SeedsTest {
  private static final int BATCH = 8;

  @TempDir private static Path dir;
  private static JavaSparkContext spark;
  private static ImageStore store;

  @BeforeAll
  static void prepare() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("SeedsTest")
            .set("spark.ui.enabled", "false");
    spark = new JavaSparkContext(conf);
    store = TinyStore.store(spark, dir, 16, 2);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** All views of one image: what differs is what was drawn. */
  private static List<String> views(long seed, int epochs, int batches) {
    KindredConfig config = Configs.with("backbone.size=32", "view.train.load=40");
    ReplicaRecipe recipe = Recipes.training(config, Engines.dl4j(), 8, 8);
    StoreBatches source =
        new StoreBatches(
            spark.broadcast(new SerializableConfiguration(new Configuration())),
            store.location(),
            spark.broadcast(store.index()),
            Recipes.trainView(config, recipe.network().backbone()),
            recipe.engine(),
            1);
    List<PlannedBatch> hand = new ArrayList<>();
    for (int b = 0; b < epochs * batches; b++) {
      hand.add(new PlannedBatch(b / batches, b % batches, new int[BATCH], new int[BATCH]));
    }
    List<BatchPlan> plans = TrainLoop.plans(seed, hand);
    List<String> views = new ArrayList<>();
    try (BatchStream stream = source.open(plans)) {
      while (stream.hasNext()) {
        TrainingBatch batch = stream.next();
        int each = batch.images().length / BATCH;
        for (int i = 0; i < BATCH; i++) {
          views.add(Arrays.toString(Arrays.copyOfRange(batch.images(), i * each, (i + 1) * each)));
        }
      }
    }
    return views;
  }

  @Test
  void noViewComesTwiceInTrainingsOfFourSeeds() {
    Set<String> seen = new HashSet<>();
    int drawn = 0;
    for (long seed = 0; seed < 4; seed++) {
      List<String> views = views(seed, 3, 4);
      seen.addAll(views);
      drawn += views.size();
    }
    assertThat(drawn).isEqualTo(4 * 3 * 4 * BATCH);
    // A small picture has few crops: some are drawn twice by chance.
    assertThat(seen.size()).isGreaterThan(drawn - 5);
  }

  @Test
  void epochsAndSeedsDrawImagesAnew() {
    int n = 400;
    List<int[]> draws = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      ClassBalancedSampler sampler =
          new ClassBalancedSampler(IntStream.range(0, 5).toArray(), new int[5], 1, n, seed);
      for (int epoch = 0; epoch < 3; epoch++) {
        draws.add(sampler.epoch(epoch).get(0).imageIds());
      }
    }
    for (int[] a : draws) {
      for (int[] b : draws) {
        for (int lag = 0; a != b && lag < 4; lag++) {
          int shift = lag;
          long same = IntStream.range(0, n - lag).filter(i -> a[i] == b[i + shift]).count();
          // A fifth by chance; one place on, an epoch was the one before.
          assertThat(same / (double) (n - lag)).as("lag %d", lag).isBetween(0.1, 0.3);
        }
      }
    }
  }

  @Test
  void weightsHeadAndProxiesAreDrawnApart() {
    KindredConfig config =
        Configs.with(
            "loss.name=normalized-softmax", "backbone.head-init=default", "backbone.dim=64");
    ReplicaRecipe recipe = Recipes.training(config, Engines.dl4j(), 40, 8);
    List<float[]> drawn = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      StateDict start =
          InitialWeights.of(
              recipe.network(), config.backbone(), recipe.loss(), 40, seed, new Configuration());
      drawn.add(Arrays.copyOf(start.tensors().values().iterator().next().data(), 800));
      drawn.add(Arrays.copyOf(start.get("head.weight").data(), 800));
      drawn.add(Arrays.copyOf(start.get("proxies").data(), 800));
    }
    for (float[] a : drawn) {
      for (float[] b : drawn) {
        for (int lag = 0; a != b && lag < 3; lag++) {
          assertThat(correlation(a, b, lag)).as("lag %d", lag).isBetween(-0.18, 0.18);
        }
      }
    }
  }

  @Test
  void seedsHoldOutOtherClasses() {
    Set<List<Integer>> sets = new HashSet<>();
    for (long seed = 0; seed < 40; seed++) {
      int[] held = TrainingSet.of(store.index(), new HeldOut.Share(0.25, seed), 4).validationIds();
      sets.add(IntStream.of(store.index().labels(held)).distinct().boxed().toList());
    }
    // 28 pairs of 8 classes; 40 even draws miss about 7 of them.
    assertThat(sets).hasSizeBetween(17, 26);
  }

  private static double correlation(float[] a, float[] b, int lag) {
    double both = 0;
    double own = 0;
    double other = 0;
    for (int k = 0; k < a.length - lag; k++) {
      both += (double) a[k] * b[k + lag];
      own += (double) a[k] * a[k];
      other += (double) b[k + lag] * b[k + lag];
    }
    return both / Math.sqrt(own * other);
  }
}
