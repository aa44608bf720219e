package dev.kindred.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * docs/configuration.md out of reference.conf and loss-reference.conf, whose comments it quotes.
 */
final class ConfigurationPage {
  static final String WRITE = "kindred.docs.write";

  private static final String HEAD =
      """
      # Configuration reference

      Made from `reference.conf` and `loss-reference.conf`, which are the only home of a default; do not edit. This renews it:

      ```
      mvn -o test -Dtest=ConfigurationPageTest -Dkindred.docs.write=true
      ```

      A file given by `--config`, and `--set key=value`, override what is here; `kindred.` may be left out after `--set`.
      `submit/kindred check` says what a configuration would do.

      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private ConfigurationPage() {}

  static String text() {
    ConfigurationPage made = new ConfigurationPage();
    for (String file : List.of("reference.conf", "loss-reference.conf")) {
      Config config =
          ConfigFactory.parseResources(
              ConfigurationPage.class.getClassLoader(),
              file,
              ConfigParseOptions.defaults().setAllowMissing(false));
      made.block("kindred", config.getObject("kindred"), file);
    }
    return made.page.toString().stripTrailing() + "\n";
  }

  /** The keys of a block, then the blocks inside of it, in the order of the file. */
  private void block(String path, ConfigObject block, String file) {
    List<Map.Entry<String, ConfigValue>> entries =
        block.entrySet().stream()
            // What another file includes has its own turn.
            .filter(e -> isOf(e.getValue(), file))
            .sorted(Comparator.comparingInt(e -> e.getValue().origin().lineNumber()))
            .toList();
    List<Map.Entry<String, ConfigValue>> keys =
        entries.stream().filter(e -> isKey(e.getValue())).toList();
    String about = comment(block);
    if (!keys.isEmpty() || !about.isEmpty()) {
      page.append("## `").append(path).append("`\n\n");
      if (!about.isEmpty()) {
        page.append(about).append("\n\n");
      }
    }
    if (!keys.isEmpty()) {
      page.append("| key | default | |\n| --- | --- | --- |\n");
      keys.forEach(e -> line(e.getKey(), e.getValue()));
      page.append('\n');
    }
    entries.stream()
        .filter(e -> !isKey(e.getValue()))
        .forEach(
            e ->
                block(
                    path + "." + ConfigUtil.joinPath(e.getKey()),
                    (ConfigObject) e.getValue(),
                    file));
  }

  private static boolean isKey(ConfigValue value) {
    return !(value instanceof ConfigObject object) || object.isEmpty();
  }

  private static boolean isOf(ConfigValue value, String file) {
    return (value instanceof ConfigObject object && !object.isEmpty())
        ? object.values().stream().anyMatch(v -> isOf(v, file))
        : name(value).equals(file);
  }

  private static String name(ConfigValue value) {
    String where = value.origin().description().replaceFirst(":.*", "").replaceFirst(" @.*", "");
    return where.substring(where.lastIndexOf('/') + 1);
  }

  private void line(String key, ConfigValue value) {
    page.append("| `")
        .append(key)
        .append("` | `")
        .append(value.render(ConfigRenderOptions.concise()))
        .append("` | ")
        .append(comment(value).replace("|", "\\|"))
        .append(" |\n");
  }

  /** Angle brackets would be markup. */
  private static String comment(ConfigValue value) {
    return value.origin().comments().stream()
        .map(String::strip)
        .collect(Collectors.joining(" "))
        .replace("<", "&lt;")
        .strip();
  }
}
