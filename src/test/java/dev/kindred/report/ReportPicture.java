package dev.kindred.report;

import dev.kindred.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the README's picture of a report: {@code report.html report.png [light|dark [pixels
 * down]]}.
 */
public final class ReportPicture {
  private static final int WIDTH = 1180;
  private static final int HEIGHT = 1700;

  private ReportPicture() {}

  public static void main(String[] args) throws IOException {
    Path profile = Files.createTempDirectory("browser");
    try (Browser browser = new Browser("chromium", profile)) {
      String scheme = args.length > 2 ? args[2] : "light";
      browser.open(Path.of(args[0]).toAbsolutePath(), scheme, WIDTH, HEIGHT);
      if (args.length > 3) {
        browser.evaluate("scrollTo(0, " + Integer.parseInt(args[3]) + ")");
      }
      // The map as somebody sees it who points at an image.
      browser.evaluate("document.querySelectorAll('.plot')[5]?.focus({preventScroll: true})");
      browser.send("Page.bringToFront", Json.object());
      Files.write(Path.of(args[1]), browser.screenshot());
    }
  }
}
