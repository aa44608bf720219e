package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class BadImagesTest {
  private static final Limits LIMITS = Limits.ofPixels(1_000_000);
  private static Workspace workspace;

  @BeforeAll
  static void open() {
    workspace = new Workspace(LIMITS);
  }

  @AfterAll
  static void close() {
    workspace.close();
  }

  static Stream<Arguments> corpus() {
    return BadImages.corpus().entrySet().stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue().bytes(), e.getValue().reason()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corpus")
  void eachIsClassified(String name, byte[] bytes, Broken reason) {
    // A good image before: its pixels must not be taken for those of the bad one.
    StoredImage.convert(workspace, BadImages.jpeg(), 32, 95);
    assertThatThrownBy(() -> StoredImage.convert(workspace, bytes, 32, 95))
        .isInstanceOf(BrokenImageException.class)
        .satisfies(e -> assertThat(((BrokenImageException) e).reason()).isEqualTo(reason));
  }

  @Test
  void theCorpusHasThirtyKindsAndMore() {
    assertThat(BadImages.corpus()).hasSizeGreaterThan(60);
  }

  @Test
  void randomDamageNeverCrashesAndMemoryStaysBounded() {
    Random random = new Random(7);
    byte[][] whole = {
      BadImages.jpeg(),
      BadImages.png(),
      BadImages.encode("gif", java.awt.image.BufferedImage.TYPE_3BYTE_BGR),
      BadImages.encode("bmp", java.awt.image.BufferedImage.TYPE_3BYTE_BGR),
      BadImages.encode("tif", java.awt.image.BufferedImage.TYPE_3BYTE_BGR)
    };
    long before = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] image = whole[i % whole.length].clone();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        image[random.nextInt(image.length)] = (byte) random.nextInt(256);
      }
      Throwable thrown = catchThrowable(() -> StoredImage.convert(workspace, image, 32, 95));
      if (thrown != null) {
        assertThat(thrown).as("image %d", i).isInstanceOf(BrokenImageException.class);
      }
      if (i == 1000) {
        before = Pointer.physicalBytes();
      }
    }
    assertThat(Pointer.physicalBytes() - before).isLessThan(256L << 20);
  }
}
