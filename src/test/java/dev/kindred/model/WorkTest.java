package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against published multiply-adds: ResNet-50 4.09 G (torchvision's model page), ViT-S/16 4.6 G and
 * ViT-B/16 17.6 G (Touvron 2021, arXiv:2012.12877, table 5 and torchvision).
 */
class WorkTest {
  @ParameterizedTest
  @CsvSource({"resnet50, 4.09e9", "vit-small-16, 4.6e9", "vit-base-16, 17.56e9"})
  void asPublished(String name, double multiplyAdds) {
    assertThat((double) Work.perImage(BackboneRegistry.get(name, 224)))
        .isCloseTo(2 * multiplyAdds, Percentage.withPercentage(3));
  }

  @Test
  void aDepthwiseConvolutionMultipliesEachChannelAlone() {
    Node.Conv conv =
        new Node.Conv(
            "a", Backbone.INPUT, "a", 3, 6, 3, 1, Padding.of(1), 3, false, null, Activation.RELU);
    Backbone backbone = new Backbone("b", 8, List.of(conv), 6, null);
    assertThat(Work.perImage(backbone)).isEqualTo(2L * 9 * 8 * 8 * 6);
  }
}
