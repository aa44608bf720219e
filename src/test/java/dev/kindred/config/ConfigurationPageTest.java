package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

  @Test
  void thePageHasWhatTheReferenceHas() throws IOException {
    String text = ConfigurationPage.text();
    if (Boolean.getBoolean(ConfigurationPage.WRITE)) {
      Files.writeString(PAGE, text);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "docs/configuration.md; mvn -o test -Dtest=ConfigurationPageTest -Dkindred.docs.write=true renews it")
        .isEqualTo(text);
  }

  @Test
  void everyKeyHasALineWithItsDefault() {
    String text = ConfigurationPage.text();
    ConfigReader.shippedReference()
        .entrySet()
        .forEach(
            e -> {
              String key = e.getKey().substring(e.getKey().lastIndexOf('.') + 1);
              String block = e.getKey().substring(0, e.getKey().lastIndexOf('.'));
              assertThat(text).contains("| `" + key + "` | `").contains("## `" + block + "`");
            });
    assertThat(text)
        .contains("| `seed` | `0` | Everything random follows from this number. |")
        .contains("## `kindred.loss.proxy-anchor`");
  }
}
