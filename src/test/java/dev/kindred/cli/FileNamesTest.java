package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FileNamesTest {
  @Test
  void anEncodingThatLosesNamesIsSaid() {
    assertThat(FileNames.warning("ANSI_X3.4-1968").orElse(""))
        .startsWith("warning: the locale's encoding is ANSI_X3.4-1968, in which files with names");
    assertThat(FileNames.warning("no-such-encoding")).isPresent();
    assertThat(FileNames.warning("UTF-8")).isEmpty();
    assertThat(FileNames.warning("utf8")).isEmpty();
  }

  @Test
  void executorsGetALocaleThatTheyHave() {
    assertThat(FileNames.locale(Map.of("LC_ALL", "de_DE.utf8", "LANG", "C"), true))
        .isEqualTo("de_DE.utf8");
    assertThat(FileNames.locale(Map.of("LC_ALL", "de_DE.utf8"), false)).isEqualTo("C.UTF-8");
    assertThat(FileNames.locale(Map.of("LC_ALL", "POSIX", "LANG", "de_DE.UTF-8"), true))
        .isEqualTo("C.UTF-8");
    assertThat(FileNames.locale(Map.of("LC_ALL", "", "LANG", "de_DE.UTF-8"), true))
        .isEqualTo("de_DE.UTF-8");
    assertThat(FileNames.locale(Map.of(), true)).isEqualTo("C.UTF-8");
  }
}
