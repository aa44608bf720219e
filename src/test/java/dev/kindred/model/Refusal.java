package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiFunction;

/** Feeds a hostile file to a reader and checks how it is refused. */
final class Refusal {
  static final String SOURCE = "evil.pth";

  /** Far above what refusing takes, far below what the files ask for. */
  private static final long MOST_MEMORY = 64L << 20;

  private Refusal() {}

  static String torch(byte[] file) {
    return of(TorchFile::read, file);
  }

  static String safetensors(byte[] file) {
    return of(SafetensorsReader::read, file);
  }

  /** The message, without the name of the file. */
  private static String of(BiFunction<ByteBuffer, String, StateDict> reader, byte[] file) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long before = threads.getCurrentThreadAllocatedBytes();
    Throwable thrown = catchThrowable(() -> reader.apply(buffer, SOURCE));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(thrown)
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.BAD_DATA));
    assertThat(allocated).as("bytes allocated").isLessThan(MOST_MEMORY);
    assertThat(thrown.getMessage())
        .startsWith(SOURCE + ": ")
        .doesNotContain("\n")
        .hasSizeLessThan(400);
    return thrown.getMessage().substring(SOURCE.length() + 2);
  }
}
