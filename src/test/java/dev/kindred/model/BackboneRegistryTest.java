package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackboneRegistryTest {
  /** Published counts, without classifiers; BN-Inception's is 10.80 M less a head of 512. */
  @ParameterizedTest
  @CsvSource({
    "bn-inception, 1024, 10270240, 69",
    "efficientnet-lite0, 1280, 3371008, 49",
    "efficientnet-lite1, 1280, 4135680, 64",
    "efficientnet-lite2, 1280, 4811072, 64",
    "resnet50, 2048, 23508032, 53"
  })
  void parametersAndLayersAsPublished(String name, int features, long parameters, int norms) {
    Backbone backbone = BackboneRegistry.get(name, 224);
    assertThat(backbone.name()).isEqualTo(name);
    assertThat(backbone.features()).isEqualTo(features);
    assertThat(Weights.parameters(backbone)).isEqualTo(parameters);
    assertThat(Weights.expected(backbone).keySet().stream().filter(k -> k.endsWith("running_mean")))
        .hasSize(norms);
  }

  @Test
  void bnInceptionWithHeadHasTheParametersOfTheFacts() {
    long head = 1024 * 512 + 512;
    long all = Weights.parameters(BackboneRegistry.get("bn-inception", 224)) + head;
    assertThat(all / 1e6).isBetween(10.795, 10.805);
  }

  @ParameterizedTest
  @CsvSource({
    "bn-inception, 64, 2",
    "bn-inception, 96, 3",
    "bn-inception, 224, 7",
    "bn-inception, 227, 7",
    "efficientnet-lite0, 64, 2",
    "efficientnet-lite0, 96, 3",
    "efficientnet-lite0, 224, 7",
    "efficientnet-lite0, 227, 8",
    "resnet50, 64, 2",
    "resnet50, 96, 3",
    "resnet50, 224, 7",
    "resnet50, 227, 8"
  })
  void lastMapHasTheSideOfPyTorch(String name, int size, int side) {
    Backbone backbone = BackboneRegistry.get(name, size);
    Map<String, Shape> shapes = Shapes.of(backbone);
    Node last = backbone.nodes().get(backbone.nodes().size() - 1);
    assertThat(shapes.get(last.name())).isEqualTo(new Shape(side, side, backbone.features()));
    assertThat(shapes).hasSize(backbone.nodes().size() + 1);
  }

  @Test
  void bnInceptionBlocksHaveTheChannelsOfTheTable() {
    Map<String, Shape> shapes = Shapes.of(BackboneRegistry.get("bn-inception", 224));
    assertThat(shapes)
        .containsEntry("conv1", new Shape(112, 112, 64))
        .containsEntry("conv2", new Shape(56, 56, 192))
        .containsEntry("3a", new Shape(28, 28, 256))
        .containsEntry("3b", new Shape(28, 28, 320))
        .containsEntry("3c", new Shape(14, 14, 576))
        .containsEntry("4a", new Shape(14, 14, 576))
        .containsEntry("4b", new Shape(14, 14, 576))
        .containsEntry("4c", new Shape(14, 14, 608))
        .containsEntry("4d", new Shape(14, 14, 608))
        .containsEntry("4e", new Shape(7, 7, 1056))
        .containsEntry("5a", new Shape(7, 7, 1024))
        .containsEntry("5b", new Shape(7, 7, 1024));
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> BackboneRegistry.get("vgg", 224))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessage(
            "unknown backbone 'vgg'; known: bn-inception, efficientnet-lite0,"
                + " efficientnet-lite1, efficientnet-lite2, resnet50, vit-small-16, vit-base-16,"
                + " dino-vit-small-16, dino-vit-base-16");
  }

  @Test
  void aSizeThatPyTorchRefusesTooNamesTheNearest() {
    assertThatThrownBy(() -> BackboneRegistry.get("bn-inception", 215))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "bn-inception cannot take images of 215 pixels (node 3c: it joins maps of 14x14x160"
                + " and 13x13x320); nearest sizes it takes: 198 and 223");
    assertThatThrownBy(() -> BackboneRegistry.get("resnet50", 8))
        .hasMessage("image size 8 is outside 32..4096");
  }
}
