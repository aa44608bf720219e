package dev.kindred.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What runs in the page: Apache ECharts, which the build takes from its archive, and what hands the
 * page's numbers to it.
 *
 * @param texts in the order in which they run
 */
record Scripts(List<String> texts) {
  private static final String CHARTS = "echarts/echarts.common.min.js";

  static Scripts load() {
    return new Scripts(List.of(resource(CHARTS), resource("report.js")));
  }

  /**
   * A policy by which a browser runs these scripts and no others, whatever else got into the page,
   * and fetches nothing.
   */
  String policy() {
    return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:;"
        + " style-src 'unsafe-inline'; script-src "
        + texts.stream().map(t -> "'sha256-" + sha256(t) + "'").collect(Collectors.joining(" "));
  }

  String html() {
    return texts.stream().map(t -> "<script>" + t + "</script>\n").collect(Collectors.joining());
  }

  /** Of this package. */
  static String resource(String name) {
    try (InputStream in = Scripts.class.getResourceAsStream("/dev/kindred/report/" + name)) {
      if (in == null) {
        throw new IllegalStateException(
            name + " is missing from this build; run mvn process-resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
