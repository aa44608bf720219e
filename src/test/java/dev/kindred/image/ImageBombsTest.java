package dev.kindred.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounded in memory and in time, whatever a small file asks for. */
class ImageBombsTest {
  private static final Limits LIMITS = new Limits(256 << 20, 100_000_000);
  private static final long GROWTH = 512L << 20;

  /** Of processor time, with the loading of libraries at the first of them. */
  private static final Duration SOON = Duration.ofSeconds(5);

  static Stream<Arguments> bombs() {
    return ImageBombs.all().entrySet().stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue().bytes(), e.getValue().reason()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  @Timeout(120)
  void eachEnds(String name, byte[] bytes, Optional<Broken> reason) {
    long before = Pointer.physicalBytes();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = threads.getCurrentThreadCpuTime();
    try (Workspace workspace = new Workspace(LIMITS)) {
      if (reason.isEmpty()) {
        StoredImage stored = StoredImage.convert(workspace, bytes, 4000, 100);
        // What went into the store is harmless to whoever reads it next.
        assertThat(stored.encoded().length).isLessThanOrEqualTo(Math.max(bytes.length, 20_000));
        assertThat(Rendering.decode(workspace, stored.encoded(), full -> full).mat().rows())
            .isEqualTo(stored.height());
      } else {
        assertThatThrownBy(() -> StoredImage.convert(workspace, bytes, 4000, 100))
            .isInstanceOf(BrokenImageException.class)
            .satisfies(
                e -> assertThat(((BrokenImageException) e).reason()).isEqualTo(reason.get()));
      }
    }
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - began)).isLessThan(SOON);
    assertThat(Pointer.physicalBytes() - before).isLessThan(GROWTH);
  }
}
