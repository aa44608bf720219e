package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden data fits this side: same numbers, same names, same shapes as PyTorch's. */
class GoldenNetworksTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"bn-inception", "efficientnet-lite0", "resnet50", GoldenNetworks.PUBLISHED})
  void weightsAndImagesAreThoseOfPyTorch(String name) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    StateDict weights = golden.stateDict();
    assertThat(golden.weights()).hasSize(weights.tensors().size());
    for (GoldenNetworks.Values expected : golden.weights()) {
      Tensor tensor = weights.get(expected.name());
      assertThat(tensor.shape()).isEqualTo(expected.shape());
      assertThat(expected.deviation(tensor.data(), 0)).as(expected.name()).isLessThan(1e-6);
    }
    assertThat(golden.images().deviation(golden.input().data(), 0)).isLessThan(1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bn-inception", "efficientnet-lite0", "resnet50"})
  void mapsHaveTheShapesOfPyTorch(String name) {
    GoldenNetworks golden = GoldenNetworks.load(name);
    Backbone backbone = BackboneRegistry.get(name, golden.size());
    Map<String, Shape> shapes = Shapes.of(backbone);
    for (GoldenNetworks.Values a : golden.evaluation().activations()) {
      Shape s = shapes.get(a.name());
      assertThat(a.shape()).as(a.name()).containsExactly(golden.batch(), s.c(), s.h(), s.w());
    }
    Set<String> gradients =
        golden.training().gradients().stream()
            .map(GoldenNetworks.Values::name)
            .collect(Collectors.toSet());
    Set<String> trained =
        Weights.expected(backbone).keySet().stream()
            .filter(k -> !k.contains("running"))
            .collect(Collectors.toSet());
    trained.addAll(Set.of("head.weight", "head.bias"));
    assertThat(gradients).isEqualTo(trained);
  }
}
