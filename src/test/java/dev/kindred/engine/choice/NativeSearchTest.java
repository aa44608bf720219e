package dev.kindred.engine.choice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NativeSearchTest {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private String before;

  @BeforeEach
  void remember() {
    before = System.getProperty(EXTENSION);
  }

  @AfterEach
  void restore() {
    set(before);
  }

  private static void set(String value) {
    if (value == null) {
      System.clearProperty(EXTENSION);
    } else {
      System.setProperty(EXTENSION, value);
    }
  }

  @Test
  void aBuildForCpusLooksForNoLibraryOfGpus() {
    set(null);
    NativeSearch.narrow();
    assertThat(System.getProperty(EXTENSION)).isEqualTo("");
  }

  @Test
  void whatSomebodyHasSetStays() {
    set("-gpu");
    NativeSearch.narrow();
    assertThat(System.getProperty(EXTENSION)).isEqualTo("-gpu");
  }
}
