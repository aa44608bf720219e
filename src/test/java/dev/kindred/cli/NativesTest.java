package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";
  private final AtomicInteger loads = new AtomicInteger();
  private String before;
  @TempDir Path temp;

  @BeforeEach
  void remember() {
    before = System.getProperty(CACHE);
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(CACHE);
    } else {
      System.setProperty(CACHE, before);
    }
  }

  @Test
  void librariesAreUnpackedOnceForAClassPath() {
    System.setProperty(CACHE, temp.resolve("natives").toString());
    Natives.unpack(loads::incrementAndGet);
    Natives.unpack(loads::incrementAndGet);
    assertThat(loads).hasValue(1);
    assertThat(
            SparkSetup.conf(SparkSetupTest.config(), SparkSetupTest.none())
                .get("spark.executor.extraJavaOptions"))
        .contains("cachedir=" + temp.resolve("natives"));
    assertThat(
            SparkSetup.conf(SparkSetupTest.config("spark.master=yarn"), SparkSetupTest.none())
                .get("spark.executor.extraJavaOptions"))
        .as("other machines have folders of their own")
        .contains("cachedir=javacpp ");
  }

  @Test
  void withoutACommonFolderEveryExecutorUnpacksItsOwn() {
    System.clearProperty(CACHE);
    Natives.unpack(loads::incrementAndGet);
    assertThat(loads).hasValue(0);
    assertThat(
            SparkSetup.conf(SparkSetupTest.config(), SparkSetupTest.none())
                .get("spark.executor.extraJavaOptions"))
        .contains("cachedir=javacpp ");
  }
}
