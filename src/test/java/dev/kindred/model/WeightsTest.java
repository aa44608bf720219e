package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final Backbone BACKBONE = BackboneRegistry.get("efficientnet-lite0", 64);

  private static Map<String, Tensor> complete() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Weights.expected(BACKBONE)
        .forEach(
            (name, shape) ->
                tensors.put(name, new Tensor(name, shape, new float[Tensor.count(shape)])));
    return tensors;
  }

  private static void put(Map<String, Tensor> tensors, String name, int... shape) {
    tensors.put(name, new Tensor(name, shape, new float[Tensor.count(shape)]));
  }

  @Test
  void squeezesOldVectorsAndLeavesOutClassifiers() {
    Map<String, Tensor> tensors = complete();
    put(tensors, "_bn0.weight", 1, 32);
    put(tensors, "_bn0.num_batches_tracked");
    put(tensors, "_fc.weight", 10, 1280);
    put(tensors, "last_linear.bias", 10);
    put(tensors, "head.weight", 64, 1280);
    StateDict checked = Weights.check(BACKBONE, new StateDict("x.pth", tensors));
    assertThat(checked.tensors().keySet())
        .containsExactlyElementsOf(Weights.expected(BACKBONE).keySet());
    assertThat(checked.get("_bn0.weight").shape()).containsExactly(32);
  }

  @Test
  void listsEverythingThatDoesNotFitAtOnce() {
    Map<String, Tensor> tensors = complete();
    tensors.remove("_conv_stem.weight");
    tensors.remove("_bn1.bias");
    put(tensors, "surprise", 3);
    put(tensors, "_bn0.weight", 32, 1);
    tensors.get("_bn0.bias").data()[3] = Float.NaN;
    assertThatThrownBy(() -> Weights.check(BACKBONE, new StateDict("x.pth", tensors)))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.BAD_DATA))
        .hasMessage(
            "x.pth does not fit efficientnet-lite0: 2 missing (_conv_stem.weight, _bn1.bias); 1 not"
                + " known (surprise); 1 of another shape (_bn0.weight [32, 1] for [32]); 1 not"
                + " finite (_bn0.bias); use the weights of that backbone");
  }

  @Test
  void aLongListIsCut() {
    assertThatThrownBy(() -> Weights.check(BACKBONE, new StateDict("x.pth", Map.of())))
        .hasMessageContaining("245 missing (_conv_stem.weight, ")
        .hasMessageContaining(", and 237 more)");
  }
}
