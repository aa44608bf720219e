package dev.kindred.engine;

import static dev.kindred.engine.dl4j.SmallReplicas.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.LearningRate.Kind;
import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.Batch;
import dev.kindred.loss.ParametricLoss;
import dev.kindred.loss.ParametricValue;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.proxy.ProxyAnchor;
import dev.kindred.model.StateDict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine's replica does. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#all")
class ReplicaContractTest {
  private final Engine engine;
  private final ReplicaRecipe pairs;

  ReplicaContractTest(Engine engine) {
    this.engine = engine;
    this.pairs = SmallReplicas.recipe(new MultiSimilarity(2, 40, 0.5, null), 4, engine);
  }

  private static Replica replica(ReplicaRecipe recipe) {
    Replica replica = recipe.create();
    replica.load(SmallReplicas.weights(recipe));
    return replica;
  }

  private static void train(Replica replica, long seed, int... classes) {
    replica.train(List.of(batch(seed, classes)).iterator());
  }

  private static ReplicaState withoutMoments(ReplicaState state) {
    return new ReplicaState(state.parameters(), new FloatVector(), state.step());
  }

  @Test
  void aStateIsAllThatTrainingDependsOn() {
    Replica one = replica(pairs);
    train(one, 1, 0, 1);
    ReplicaState between = one.state();
    train(one, 2, 2, 3);
    Replica other = pairs.create();
    other.restore(between);
    train(other, 2, 2, 3);
    assertSame(other.state(), one.state());
    one.restore(between);
    train(one, 2, 2, 3);
    assertSame(one.state(), other.state());
  }

  private static void assertSame(ReplicaState actual, ReplicaState expected) {
    assertThat(actual.step()).isEqualTo(expected.step());
    assertThat(Arrays.equals(actual.parameters().values(), expected.parameters().values()))
        .as("parameters")
        .isTrue();
    assertThat(Arrays.equals(actual.optimizer().values(), expected.optimizer().values()))
        .as("moments")
        .isTrue();
  }

  @Test
  void freshMomentsStepAsAtTheVeryBeginning() {
    Replica fresh = replica(pairs);
    ReplicaState start = fresh.state();
    train(fresh, 1, 0, 1);
    Replica later = replica(pairs);
    later.restore(new ReplicaState(start.parameters(), new FloatVector(), 1000));
    train(later, 1, 0, 1);
    assertThat(later.state().step()).isEqualTo(1001);
    assertThat(later.state().parameters().values()).isEqualTo(fresh.state().parameters().values());
    later.restore(withoutMoments(start));
    train(later, 1, 0, 1);
    assertSame(later.state(), fresh.state());
  }

  @Test
  void embeddingsFollowEveryChangeOfTheWeights() {
    Replica replica = replica(pairs);
    float[] images = batch(3, 0, 1).images();
    float[] first = replica.embed(images, 4);
    assertThat(replica.embed(images, 4)).isEqualTo(first);
    ReplicaState start = replica.state();
    train(replica, 1, 0, 1);
    ReplicaState trained = replica.state();
    float[] second = replica.embed(images, 4);
    assertThat(second).isNotEqualTo(first).isEqualTo(embed(trained, images));
    replica.restore(start);
    assertThat(replica.embed(images, 4)).isEqualTo(first);
    float[] ones = new float[start.parameters().length()];
    Arrays.fill(ones, 1);
    replica.apply(new FloatVector(ones));
    assertThat(replica.embed(images, 4)).isEqualTo(embed(replica.state(), images));
    replica.load(SmallReplicas.weights(pairs));
    assertThat(replica.embed(images, 4)).isEqualTo(embed(replica.state(), images));
  }

  private float[] embed(ReplicaState state, float[] images) {
    Replica fresh = replica(pairs);
    fresh.restore(state);
    return fresh.embed(images, 4);
  }

  @Test
  void anotherNetworksStateIsRefused() {
    ReplicaState small = new ReplicaState(new FloatVector(new float[3]), new FloatVector(), 0);
    assertThatThrownBy(() -> replica(pairs).restore(small))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a state of 3 values is not this network's");
  }

  @Test
  void proxiesLieAtTheEndOfTheState() {
    ReplicaRecipe recipe = SmallReplicas.recipe(new ProxyAnchor(32, 0.1, 10), 6, engine);
    Replica replica = replica(recipe);
    ProxyPlace place = replica.proxies();
    float[] parameters = replica.state().parameters().values();
    assertThat(place.rows()).isEqualTo(6);
    assertThat(place.parameters() + place.length()).isEqualTo(parameters.length);
    assertThat(Arrays.copyOfRange(parameters, place.parameters(), parameters.length))
        .isEqualTo(((ParametricLoss) recipe.loss()).initial(6, 8, 3));
    assertThat(replica(pairs).proxies()).isEqualTo(ProxyPlace.NONE);
  }

  /** Only the rows of the batch's own classes have a gradient: 1, 2, 3, ... in each of them. */
  private record OwnRows(double learningRateFactor) implements ParametricLoss {
    private static final long serialVersionUID = 1L;

    @Override
    public int rows(int classes) {
      return classes;
    }

    @Override
    public int classOf(int row, int classes) {
      return row;
    }

    @Override
    public float[] initial(int classes, int d, long seed) {
      return new float[classes * d];
    }

    @Override
    public ParametricValue evaluate(Batch batch, float[] parameters, int classes) {
      float[] own = new float[parameters.length];
      for (int label : batch.labels()) {
        for (int k = 0; k < batch.d(); k++) {
          own[label * batch.d() + k] = 0.001f * (k + 1);
        }
      }
      return new ParametricValue(0, new float[batch.x().length], own);
    }
  }

  @Test
  void momentsOfProxiesLieWhereTheStateSays() {
    // With the head's own learning rate both are one block of moments, with another two.
    for (double factor : new double[] {5, 7}) {
      Replica replica = replica(SmallReplicas.recipe(new OwnRows(factor), 4, engine));
      ProxyPlace place = replica.proxies();
      train(replica, 1, 0, 2);
      float[] moments = replica.state().optimizer().values();
      for (int row = 0; row < 4; row++) {
        for (int k = 0; k < 8; k++) {
          int at = row * 8 + k;
          double gradient = row % 2 == 0 ? 0.001 * (k + 1) : 0;
          assertThat((double) moments[place.first() + at]).isCloseTo(0.1 * gradient, within(1e-9));
          assertThat((double) moments[place.second() + at])
              .isCloseTo(0.001 * gradient * gradient, within(1e-12));
        }
      }
    }
  }

  private static double largestDifference(FloatVector a, FloatVector b) {
    double largest = 0;
    for (int i = 0; i < a.length(); i++) {
      largest = Math.max(largest, Math.abs((double) a.values()[i] - b.values()[i]));
    }
    return largest;
  }

  @Test
  void gradientThenApplyIsAStep() {
    Replica whole = replica(pairs);
    Replica parts = replica(pairs);
    for (int step = 0; step < 3; step++) {
      var batch = batch(step, 0, 1, 2);
      float[] z = parts.embed(batch.images(), batch.n());
      float[] dz =
          ((MultiSimilarity) pairs.loss())
              .evaluate(new Batch(z, batch.labels(), 8, batch.seed()))
              .gradient();
      ReplicaState before = parts.state();
      FloatVector gradient = parts.gradient(batch, dz);
      assertSame(parts.state(), before);
      parts.apply(gradient);
      whole.train(List.of(batch).iterator());
    }
    assertThat(parts.state().step()).isEqualTo(3);
    assertThat(largestDifference(parts.state().parameters(), whole.state().parameters()))
        .isLessThan(1e-6);
  }

  private ReplicaRecipe with(LearningRate rate, double decay, double clip) {
    return with(
        new Optimizer(
            rate, 5, decay, new UpdateRule.Adam(0.9, 0.999, 1e-8, false), Clip.norm(clip)));
  }

  private ReplicaRecipe with(Optimizer optimizer) {
    return new ReplicaRecipe(
        pairs.network(), optimizer, pairs.loss(), pairs.classes(), pairs.engine());
  }

  @Test
  void onlyTheHeadLearnsWhileItWarmsUp() {
    Replica replica =
        replica(with(new LearningRate(1e-3, Kind.CONSTANT, 0, 10, List.of(), 1, 1), 1e-2, 0));
    StateDict before = replica.weights();
    train(replica, 1, 0, 1);
    assertThat(changed(before, replica.weights())).containsExactly("head.bias", "head.weight");
    train(replica, 2, 0, 1);
    assertThat(changed(before, replica.weights()))
        .containsExactlyInAnyOrderElementsOf(
            before.tensors().keySet().stream().filter(n -> !n.contains(".running_")).toList());
  }

  private static List<String> changed(StateDict before, StateDict after) {
    return before.tensors().keySet().stream()
        .filter(
            name ->
                farApart(
                        before.tensors().get(name).data(), after.tensors().get(name).data(), 1e-30f)
                    > 0)
        .sorted()
        .toList();
  }

  /** Number of values; those below the threshold may be flushed to zero at any time. */
  private static int farApart(float[] a, float[] b, float threshold) {
    int apart = 0;
    for (int i = 0; i < a.length; i++) {
      apart += Math.abs(a[i] - b[i]) > threshold ? 1 : 0;
    }
    return apart;
  }

  @Test
  void aLongGradientIsShortenedAndAShortOneIsNot() {
    double clip = 0.5;
    Replica clipped = replica(with(LearningRate.constant(1e-3), 0, clip));
    Replica shortened = replica(with(LearningRate.constant(1e-3), 0, 0));
    Replica plain = replica(with(LearningRate.constant(1e-3), 0, 0));
    int n = clipped.state().parameters().length();
    // Adam does not mind the length of a gradient, but that of one beside another.
    for (double length : new double[] {10 * clip, 0.1 * clip, 2 * clip}) {
      clipped.apply(gradient(n, length));
      shortened.apply(gradient(n, Math.min(length, clip)));
      plain.apply(gradient(n, length));
    }
    float[] a = clipped.state().parameters().values();
    // ND4J's norm of millions of equal numbers is right to 0.2 %.
    assertThat(farApart(a, shortened.state().parameters().values(), 1e-4f)).isZero();
    assertThat(farApart(a, plain.state().parameters().values(), 2e-4f)).isGreaterThan(n / 2);
  }

  /** Of that L2 norm, all values alike. */
  private static FloatVector gradient(int n, double length) {
    float[] values = new float[n];
    Arrays.fill(values, (float) (length / Math.sqrt(n)));
    return new FloatVector(values);
  }

  private static Optimizer plainDescent(LearningRate rate, Clip clip) {
    return new Optimizer(rate, 1, 0, new UpdateRule.Sgd(0, false), clip);
  }

  @Test
  void eachNumberOfAGradientIsCutAtTheGivenValue() {
    Optimizer descent = plainDescent(LearningRate.constant(1), new Clip(0, 0.5));
    Replica replica = replica(with(descent));
    float[] before = replica.state().parameters().values();
    float[] gradient = new float[before.length];
    int head = StateLayout.of(pairs.network(), descent).slice("head.weight").offset();
    float[] some = {0.25f, -0.25f, 0.5f, 3, -7, 0};
    System.arraycopy(some, 0, gradient, head, some.length);
    replica.apply(new FloatVector(gradient));
    float[] after = replica.state().parameters().values();
    float[] expected = {0.25f, -0.25f, 0.5f, 0.5f, -0.5f, 0};
    for (int i = 0; i < some.length; i++) {
      assertThat(before[head + i] - after[head + i]).isCloseTo(expected[i], within(1e-6f));
    }
    gradient[head] = Float.NaN;
    replica.apply(new FloatVector(gradient));
    assertThat(replica.state().parameters().isFinite())
        .as("what is no number stays none")
        .isFalse();
  }

  /** As PyTorch, where parameters that wait have neither a gradient nor a state. */
  @Test
  void whatWaitsForTheHeadStartsAfterwardsAsAtTheVeryBeginning() {
    Replica waited =
        replica(with(new LearningRate(1e-3, Kind.CONSTANT, 0, 10, List.of(), 1, 2), 1e-2, 0.5));
    Replica fresh = replica(with(LearningRate.constant(1e-3), 1e-2, 0.5));
    int head = StateLayout.of(pairs.network(), pairs.optimizer()).slice("head.weight").offset();
    int n = waited.state().parameters().length();
    waited.apply(gradient(n, 3));
    waited.apply(gradient(n, 5));
    waited.apply(gradient(n, 7));
    fresh.apply(gradient(n, 7));
    assertThat(Arrays.copyOf(waited.state().parameters().values(), head))
        .isEqualTo(Arrays.copyOf(fresh.state().parameters().values(), head));
  }

  @Test
  void aGradientIsAsLongAsThatOfTheHeadWhileItWarmsUp() {
    LearningRate rate = new LearningRate(1, Kind.CONSTANT, 0, 10, List.of(), 1, 1);
    Optimizer descent = plainDescent(rate, Clip.norm(1));
    Replica replica = replica(with(descent));
    float[] before = replica.state().parameters().values();
    float[] gradient = new float[before.length];
    Arrays.fill(gradient, 1);
    int head = StateLayout.of(pairs.network(), descent).slice("head.weight").offset();
    Arrays.fill(gradient, head, before.length, 0);
    gradient[head] = 0.75f;
    replica.apply(new FloatVector(gradient));
    float[] after = replica.state().parameters().values();
    assertThat(before[head] - after[head]).isCloseTo(0.75f, within(1e-6f));
    assertThat(Arrays.copyOf(after, head)).isEqualTo(Arrays.copyOf(before, head));
  }

  /** Weight decay too, which is taken off times the rate. */
  @Test
  void aScaledRateIsThatOfEveryPart() {
    for (UpdateRule rule :
        List.of(
            new UpdateRule.Sgd(0.9, false),
            new UpdateRule.RmsProp(0.9, 1e-8, 0.5),
            new UpdateRule.Adam(0.9, 0.999, 1e-8, true))) {
      Replica scaled =
          replica(with(new Optimizer(LearningRate.constant(1e-2), 5, 0.1, rule, Clip.NONE)));
      Replica slow =
          replica(with(new Optimizer(LearningRate.constant(1e-3), 5, 0.1, rule, Clip.NONE)));
      scaled.scaleRate(0.1);
      int n = slow.state().parameters().length();
      for (int step = 0; step < 2; step++) {
        scaled.apply(gradient(n, 3 + step));
        slow.apply(gradient(n, 3 + step));
      }
      assertThat(largestDifference(scaled.state().parameters(), slow.state().parameters()))
          .as("%s", rule)
          .isLessThan(1e-6);
      slow.scaleRate(0.1);
      slow.scaleRate(1);
      scaled.scaleRate(1);
      scaled.apply(gradient(n, 5));
      slow.apply(gradient(n, 5));
      assertThat(largestDifference(scaled.state().parameters(), slow.state().parameters()))
          .as("%s", rule)
          .isGreaterThan(1e-5);
    }
  }

  @Test
  void everyRuleGoesOnFromItsState() {
    for (UpdateRule rule :
        List.of(
            new UpdateRule.RmsProp(0.9, 1e-8, 0.9),
            new UpdateRule.RmsProp(0.99, 1e-8, 0),
            new UpdateRule.Sgd(0.9, false),
            new UpdateRule.Sgd(0.9, true),
            new UpdateRule.Sgd(0, false))) {
      ReplicaRecipe recipe =
          with(new Optimizer(LearningRate.constant(1e-4), 5, 1e-4, rule, Clip.NONE));
      Replica one = replica(recipe);
      train(one, 1, 0, 1);
      ReplicaState between = one.state();
      train(one, 2, 2, 3);
      Replica other = recipe.create();
      other.restore(between);
      train(other, 2, 2, 3);
      assertSame(other.state(), one.state());
      // Without moments a rule begins anew.
      other.restore(withoutMoments(between));
      assertThat(other.state().optimizer().values()).containsOnly(0f);
    }
  }
}
