package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTextTest {
  @TempDir private Path temp;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(temp.resolve(name), text);
  }

  @Test
  void aFileTravelsAsItIs() throws IOException {
    String text =
        "# why\nkindred.data.path = \"/data\"\nkindred.spark.conf.\"spark.x\" = ${NAME}\n";
    assertThat(ConfigText.of(file("a.conf", text))).isEqualTo(text);
  }

  @Test
  void whatItIncludesTravelsWithIt() throws IOException {
    file("base.conf", "kindred { data.path = /data, train.seed = 1, run.path = ${?RUN} }\n");
    Path top = file("top.conf", "include \"base.conf\"\nkindred.train.seed = 2\n");
    String text = ConfigText.of(top);
    assertThat(text).doesNotContain("include").contains("${?RUN}");
    assertThat(ConfigFactory.parseString(text).resolve().getInt("kindred.train.seed")).isEqualTo(2);
    assertThat(ConfigFactory.parseString(text).resolve().getString("kindred.data.path"))
        .isEqualTo("/data");
  }

  @Test
  void aSecretDoesNotTravel() throws IOException {
    for (String line :
        new String[] {
          "kindred.spark.conf { \"spark.hadoop.fs.s3a.secret.key\" = planted }",
          "kindred { spark { conf { spark.hadoop.fs.s3a.secret.key = planted } } }",
          "kindred.data.path = \"https://me:planted@host/data\"",
        }) {
      Path file = file("secret.conf", line + "\n");
      assertThatThrownBy(() -> ConfigText.of(file))
          .as(line)
          .isInstanceOfSatisfying(
              KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
          .hasMessageContaining("holds a secret")
          .hasMessageContaining("write ${NAME} in its place")
          .hasMessageNotContaining("planted");
    }
  }
}
