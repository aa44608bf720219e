package dev.kindred.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kindred.engine.dl4j.SmallReplicas;
import dev.kindred.loss.Loss;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.proxy.ProxyAnchor;
import dev.kindred.model.Backbone;
import dev.kindred.model.BackboneRegistry;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Pooling;
import dev.kindred.model.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run may go on under another engine: both mean the same by every number of a state. */
class EnginesAgreeTest {
  private static final Engine DL4J = BothEngines.named("dl4j");
  private static final Engine TORCH = BothEngines.named("torch");

  /**
   * Every setting with every other on the smallest network. How layers of the two others lie does
   * not depend on the settings: there each is met once from each place.
   */
  static Stream<Arguments> networks() {
    List<Arguments> all = new ArrayList<>();
    for (String name : List.of("bn-inception", "efficientnet-lite0", "resnet50")) {
      Backbone backbone = BackboneRegistry.get(name, 64);
      String middle = backbone.nodes().get(backbone.nodes().size() / 2).name();
      boolean pairs = name.equals("efficientnet-lite0");
      int turn = 0;
      for (String from : new String[] {Backbone.INPUT, middle, null}) {
        for (double factor : new double[] {5, 7}) {
          if (pairs || turn++ % 3 == 0) {
            all.add(
                Arguments.of(
                    new NetworkSpec(backbone, Pooling.AVERAGE, 8, true, from, 6, 8, factor)));
          }
        }
      }
      all.add(
          Arguments.of(
              new NetworkSpec(backbone, Pooling.AVERAGE, 8, true, Backbone.INPUT, 0, 0, 1)));
      HeadForm form = new HeadForm(3, true, true);
      for (int rows : new int[] {0, 6}) {
        for (String from : new String[] {Backbone.INPUT, middle, null}) {
          if (pairs || turn++ % 2 == 0) {
            all.add(
                Arguments.of(
                    new NetworkSpec(
                        backbone, Pooling.GEM, form, 8, true, true, from, rows, rows, 5)));
          }
        }
      }
    }
    return all.stream();
  }

  private static ReplicaRecipe recipe(NetworkSpec spec, Engine engine) {
    return new ReplicaRecipe(spec, Optimizer.adam(LearningRate.constant(1e-3), 5), null, 6, engine);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theStateOfDl4jLiesAsTheLayoutSays(NetworkSpec spec) {
    StateLayout layout = StateLayout.of(spec, recipe(spec, DL4J).optimizer());
    try (Replica replica = recipe(spec, DL4J).create()) {
      float[] numbered = new float[layout.parameters()];
      for (int i = 0; i < numbered.length; i++) {
        numbered[i] = i;
      }
      ReplicaState state = replica.state();
      assertThat(state.parameters().length()).isEqualTo(numbered.length);
      assertThat(state.optimizer().length()).isEqualTo(layout.moments());
      replica.restore(new ReplicaState(new FloatVector(numbered), state.optimizer(), 0));
      StateDict weights = replica.weights();
      assertThat(layout.slices()).hasSize(weights.tensors().size());
      for (StateSlice slice : layout.slices()) {
        float[] values = weights.get(slice.key()).data();
        assertThat(weights.get(slice.key()).shape()).isEqualTo(slice.shape());
        // Floats number 2^24 values at most; their rounding is the same.
        assertThat(values[0]).as(slice.key()).isEqualTo((float) slice.offset());
        assertThat(values[values.length - 1]).isEqualTo((float) (slice.end() - 1));
      }
      assertThat(layout.proxies()).isEqualTo(replica.proxies());
      assertThat(layout.statistics()).isEqualTo(replica.statistics());
    }
  }

  @Test
  void momentsMeanTheSame() {
    for (Loss loss : List.of(new MultiSimilarity(2, 40, 0.5, null), new ProxyAnchor(32, 0.1, 10))) {
      ReplicaState a = after(SmallReplicas.lite0(loss, 4, DL4J), 3);
      ReplicaState b = after(SmallReplicas.lite0(loss, 4, TORCH), 3);
      assertThat(relative(b.optimizer(), a.optimizer())).isLessThan(1e-3);
      assertThat(relative(b.parameters(), a.parameters())).isLessThan(1e-4);
    }
  }

  @Test
  void momentsOfEveryRuleMeanTheSame() {
    for (UpdateRule rule :
        List.of(
            new UpdateRule.RmsProp(0.9, 1e-8, 0.9),
            new UpdateRule.RmsProp(0.99, 1e-8, 0),
            new UpdateRule.Sgd(0.9, false),
            new UpdateRule.Sgd(0.9, true))) {
      // RMSprop's first step is ten rates long whatever the gradient, also where that is rounding.
      double rate = rule instanceof UpdateRule.RmsProp ? 1e-6 : 1e-4;
      Optimizer o = new Optimizer(LearningRate.constant(rate), 5, 1e-3, rule, new Clip(0, 0.01));
      ReplicaState a = after(with(o, DL4J), 3);
      ReplicaState b = after(with(o, TORCH), 3);
      assertThat(relative(b.optimizer(), a.optimizer())).as("%s", rule).isLessThan(1e-3);
      assertThat(relative(b.parameters(), a.parameters())).as("%s", rule).isLessThan(1e-4);
    }
  }

  private static ReplicaRecipe with(Optimizer optimizer, Engine engine) {
    ReplicaRecipe r = SmallReplicas.recipe(new ProxyAnchor(32, 0.1, 10), 4, engine);
    return new ReplicaRecipe(r.network(), optimizer, r.loss(), r.classes(), engine);
  }

  private static ReplicaState after(ReplicaRecipe recipe, int steps) {
    try (Replica replica = recipe.create()) {
      replica.load(SmallReplicas.weights(recipe));
      train(replica, 0, steps);
      return replica.state();
    }
  }

  private static double train(Replica replica, int from, int to) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss = replica.train(List.of(SmallReplicas.batch(i, 0, 1, 2)).iterator())[0];
    }
    return loss;
  }

  private static double relative(FloatVector a, FloatVector b) {
    assertThat(a.length()).isEqualTo(b.length());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length(); i++) {
      difference += Math.pow((double) a.values()[i] - b.values()[i], 2);
      norm += Math.pow(b.values()[i], 2);
    }
    return Math.sqrt(difference / norm);
  }

  @Test
  void aRunBegunOnOneEngineGoesOnUnderTheOther() {
    Loss loss = new ProxyAnchor(32, 0.1, 10);
    for (List<Engine> order : List.of(List.of(DL4J, TORCH), List.of(TORCH, DL4J))) {
      ReplicaRecipe first = SmallReplicas.lite0(loss, 4, order.get(0));
      ReplicaRecipe second = SmallReplicas.lite0(loss, 4, order.get(1));
      try (Replica alone = first.create();
          Replica goesOn = second.create()) {
        alone.load(SmallReplicas.weights(first));
        train(alone, 0, 2);
        goesOn.restore(alone.state());
        float[] images = SmallReplicas.batch(9, 0, 1).images();
        assertThat(goesOn.embed(images, 4))
            .usingComparatorWithPrecision(1e-4f)
            .containsExactly(alone.embed(images, 4));
        double expected = train(alone, 2, 4);
        assertThat(train(goesOn, 2, 4)).isCloseTo(expected, within(1e-3 * Math.abs(expected)));
        assertThat(goesOn.state().step()).isEqualTo(4);
        assertThat(relative(goesOn.state().optimizer(), alone.state().optimizer()))
            .isLessThan(1e-3);
      }
    }
  }
}
