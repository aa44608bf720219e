package dev.kindred;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the guides name is there. */
class DocumentsTest {
  private static final Path DOCS = Path.of("docs");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  /** Of MLflow. */
  private static final Set<String> TAGS = Set.of("kindred.folder", "kindred.model");

  private static List<String> found(Pattern pattern, String page) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(DOCS.resolve(page)));
    List<String> all = new ArrayList<>();
    while (matcher.find()) {
      all.add(matcher.group(1));
    }
    return all;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void filesThatTheGuideToExtendingNamesAreThere() throws IOException {
    List<Path> sources = sources();
    for (String code : found(CODE, "extending.md")) {
      if (code.startsWith("src/") || code.startsWith("docs/")) {
        assertThat(Path.of(code)).exists();
      } else if (code.endsWith(".java") || code.matches("[A-Z]\\w+(Test|Loss)")) {
        String file = code.replaceFirst("(\\.java)?$", ".java");
        assertThat(sources).as(code).anyMatch(s -> s.endsWith(file));
      } else if (code.matches("(loss|engine)/\\w+")) {
        assertThat(Path.of("src/main/java/dev/kindred", code)).isDirectory();
      }
    }
  }

  /** In the order of the text, whatever strings it is put together from. */
  @Test
  void linesThatTheGuideToTroubleQuotesAreSaid() throws IOException {
    String said =
        sources().stream()
            .filter(s -> s.startsWith("src/main/java"))
            .map(DocumentsTest::read)
            .collect(Collectors.joining())
            .replaceAll("\"\\s*\\+\\s*\"", "");
    List<String> headings =
        Files.readAllLines(DOCS.resolve("troubleshooting.md")).stream()
            .filter(line -> line.startsWith("### `"))
            .map(line -> line.substring(5, line.length() - 1))
            .toList();
    assertThat(headings).hasSizeGreaterThan(15);
    for (String line : headings) {
      assertThat(said.contains(line)).as(line).isTrue();
    }
  }

  @Test
  void keysThatTheGuidesNameAreThere() throws IOException {
    Config reference =
        ConfigFactory.parseResources("reference.conf")
            .withFallback(ConfigFactory.parseResources("loss-reference.conf"));
    for (String page : List.of("troubleshooting.md", "tracking.md", "getting-started.md")) {
      for (String code : found(CODE, page)) {
        String key = code.replaceFirst(" =.*", "");
        if (key.matches("kindred(\\.[a-z-]+)+") && !TAGS.contains(key)) {
          assertThat(reference.hasPath(key)).as("%s in %s", key, page).isTrue();
        }
      }
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    for (String page :
        List.of("troubleshooting.md", "tracking.md", "getting-started.md", "extending.md")) {
      for (String link : found(LINK, page)) {
        String file = link.replaceFirst("#.*", "");
        if (!file.isEmpty() && !file.contains("://")) {
          assertThat(DOCS.resolve(file)).as("%s in %s", link, page).exists();
        }
        String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
        if (!anchor.isEmpty()) {
          Path target = file.isEmpty() ? DOCS.resolve(page) : DOCS.resolve(file);
          assertThat(
                  Files.readAllLines(target).stream()
                      .filter(l -> l.startsWith("#"))
                      .map(DocumentsTest::anchor))
              .as("%s in %s", link, page)
              .contains(anchor);
        }
      }
    }
  }

  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "")
        .replace(' ', '-');
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
