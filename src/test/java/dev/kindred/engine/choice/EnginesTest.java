package dev.kindred.engine.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.engine.Precision;
import dev.kindred.engine.dl4j.Dl4jEngine;
import dev.kindred.image.RenderedImages;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnginesTest {
  @ParameterizedTest
  @CsvSource({
    "auto, false, dl4j",
    "auto, true, torch",
    "dl4j, true, dl4j",
    "torch, false, torch",
    "torch, true, torch"
  })
  void autoTakesTorchWhereThereAreGpus(String name, boolean gpus, String chosen) {
    assertThat(Engines.of(name, gpus, Precision.FP32, true).name()).isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource({"dl4j, true, TF32, is for GPUs", "torch, false, TF32, is for GPUs"})
  void aPrecisionThatAnEngineHasNotIsRefused(
      String name, boolean gpus, Precision precision, String why) {
    assertThatThrownBy(() -> Engines.of(name, gpus, precision, true))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageStartingWith("kindred.engine.precision = ")
        .hasMessageContaining(why);
  }

  @Test
  void cropsAreTorchs() {
    assertThatThrownBy(() -> Engines.of("auto", false, Precision.FP32, true, true))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessage(
            "kindred.engine.crop-on-device = true is for kindred.engine.name = torch; choose"
                + " torch, or set it to false");
    assertThat(Engines.of("torch", false, Precision.FP32, true, true).images())
        .isEqualTo(RenderedImages.Form.CROPS);
    assertThat(Engines.of("torch", false, Precision.FP32, true).images())
        .isEqualTo(RenderedImages.Form.VALUES);
  }

  @Test
  void othersAreTaken() {
    assertThat(Engines.of("torch", true, Precision.TF32, true).name()).isEqualTo("torch");
    assertThat(Engines.of("torch", false, Precision.BF16, false).name()).isEqualTo("torch");
    assertThat(Engines.of("dl4j", false, Precision.BF16, true))
        .isEqualTo(new Dl4jEngine(Precision.BF16));
    assertThat(Engines.of("auto", false, Precision.BF16, true))
        .isEqualTo(new Dl4jEngine(Precision.BF16));
  }
}
