package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Loss;
import dev.kindred.loss.Memory;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.proxy.ProxyAnchor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A batch in chunks is the step of the batch in one piece. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#all")
class ChunkedBatchesTest {
  private static final MultiSimilarity PAIRS = new MultiSimilarity(2, 40, 0.5, null);
  private static final ImagesByPlace IMAGES = new ImagesByPlace(32);

  private final Engine engine;

  ChunkedBatchesTest(Engine engine) {
    this.engine = engine;
  }

  /** Of 13 images: 5, 5 and 3. */
  private static BatchPlan plan(long seed) {
    int[] labels = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 0, 1};
    return new BatchPlan(IntStream.range(0, labels.length).toArray(), labels, seed);
  }

  private static double[] train(
      Replica replica, ReplicaRecipe recipe, int chunk, List<BatchPlan> plans, LocalMemory memory) {
    ChunkedBatches chunks = new ChunkedBatches(chunk);
    try (BatchStream stream = IMAGES.open(chunks.passes(plans))) {
      double[] losses =
          chunks.train(replica, recipe, plans, stream, memory, replica.state().step());
      assertThat(stream.hasNext()).isFalse();
      return losses;
    }
  }

  private void same(Loss loss) {
    ReplicaRecipe recipe = SmallReplicas.recipe(loss, 4, engine);
    List<BatchPlan> plans = List.of(plan(1), plan(2), plan(3));
    LocalMemory one = new LocalMemory(Memory.empty(8));
    LocalMemory other = new LocalMemory(Memory.empty(8));
    try (Replica whole = recipe.create();
        Replica chunked = recipe.create()) {
      whole.load(SmallReplicas.weights(recipe));
      chunked.load(SmallReplicas.weights(recipe));
      double[] expected = train(whole, recipe, 0, plans, one);
      double[] losses = train(chunked, recipe, 5, plans, other);
      assertThat(losses).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(losses[i]).isCloseTo(expected[i], within(1e-5 * Math.abs(expected[i])));
      }
      assertThat(chunked.state().step()).isEqualTo(3);
      assertThat(relative(chunked.state().parameters(), whole.state().parameters()))
          .isLessThan(1e-5);
      // Moments are sums of gradients, from differing parameters after the first step.
      assertThat(relative(chunked.state().optimizer(), whole.state().optimizer())).isLessThan(1e-3);
      assertThat(other.fresh()).hasSameSizeAs(one.fresh());
    }
  }

  private static double relative(FloatVector a, FloatVector b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length(); i++) {
      difference += Math.pow((double) a.values()[i] - b.values()[i], 2);
      norm += Math.pow(b.values()[i], 2);
    }
    return Math.sqrt(difference / norm);
  }

  @Test
  void aPairLoss() {
    same(PAIRS);
  }

  @Test
  void aLossWithProxies() {
    same(new ProxyAnchor(32, 0.1, 10));
  }

  @Test
  void aLossWithAMemory() {
    same(new CrossBatchMemory(PAIRS, 20, 1));
  }

  @Test
  void theGradientIsThatOfTheBatchInOnePiece() {
    ReplicaRecipe recipe = SmallReplicas.recipe(PAIRS, 4, engine);
    BatchPlan plan = plan(1);
    float[] dz = new float[13 * 8];
    for (int i = 0; i < dz.length; i++) {
      dz[i] = (i % 7 - 3) * 0.01f;
    }
    try (Replica replica = recipe.create()) {
      replica.load(SmallReplicas.weights(recipe));
      FloatVector whole = replica.gradient(IMAGES.batch(plan), dz);
      for (int chunk : new int[] {1, 5, 12}) {
        ChunkedBatches chunks = new ChunkedBatches(chunk);
        try (BatchStream stream = IMAGES.open(chunks.parts(plan))) {
          assertThat(relative(chunks.gradient(replica, plan, stream, dz), whole))
              .as("chunks of %d", chunk)
              .isLessThan(1e-5);
        }
      }
    }
  }

  @Test
  void aBatchThatFitsIsNotSplit() {
    ReplicaRecipe recipe = SmallReplicas.recipe(PAIRS, 4, engine);
    List<BatchPlan> plans = List.of(plan(1), plan(2));
    assertThat(new ChunkedBatches(13).passes(plans)).isEqualTo(plans);
    assertThat(new ChunkedBatches(12).passes(plans)).hasSize(8);
    try (Replica one = recipe.create();
        Replica other = recipe.create()) {
      one.load(SmallReplicas.weights(recipe));
      other.load(SmallReplicas.weights(recipe));
      one.train(plans.stream().map(IMAGES::batch).iterator());
      train(other, recipe, 13, plans, new LocalMemory(Memory.empty(8)));
      assertThat(other.state().parameters().values()).isEqualTo(one.state().parameters().values());
    }
  }
}
