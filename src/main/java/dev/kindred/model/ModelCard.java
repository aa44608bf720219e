package dev.kindred.model;

import dev.kindred.image.Normalization;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What goes beside a model so that a stranger can use and judge it. Source: <a
 * href="https://arxiv.org/abs/1810.03993">Mitchell et al., 2019</a>, cut down to what a run knows.
 *
 * @param name of the model
 * @param backbone it was made of
 * @param pooling of the head
 * @param dim embedding dimension
 * @param data data set and its fingerprint
 * @param classes trained on
 * @param images trained on
 * @param loss name and constants, in order
 * @param metrics by catalogue name, measured on classes never trained on
 * @param versions of the run: id, revision, configuration, libraries, hardware
 */
public record ModelCard(
    String name,
    Backbone backbone,
    Pooling pooling,
    int dim,
    Map<String, String> data,
    int classes,
    int images,
    Map<String, String> loss,
    Map<String, Double> metrics,
    Map<String, String> versions) {
  public ModelCard {
    data = new LinkedHashMap<>(data);
    loss = new LinkedHashMap<>(loss);
    metrics = new LinkedHashMap<>(metrics);
    versions = new LinkedHashMap<>(versions);
  }

  /** With one more row about the model's file. */
  public ModelCard with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>();
    more.put(key, value);
    more.putAll(versions);
    return new ModelCard(name, backbone, pooling, dim, data, classes, images, loss, metrics, more);
  }

  /** The card as Markdown. */
  public String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("# ").append(name).append("\n\n");
    out.append(
        """
        Maps an image to %d numbers of unit length; the nearer two images (cosine), the likelier \
        they show the same class, also of classes it was never trained on.

        """
            .formatted(dim));
    table(out, "Model", model());
    Map<String, String> all = new LinkedHashMap<>(data);
    all.put("training classes", Integer.toString(classes));
    all.put("training images", Integer.toString(images));
    table(out, "Data", all);
    table(out, "Loss", loss);
    Map<String, String> measured = new LinkedHashMap<>();
    metrics.forEach((key, value) -> measured.put(key, String.format(Locale.ROOT, "%.2f", value)));
    table(out, "Metrics on classes never trained on", measured);
    out.append("## Pre-processing\n\n").append(preprocessing()).append("\n\n");
    table(out, "Versions", versions);
    return out.toString().stripTrailing() + "\n";
  }

  private Map<String, String> model() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("backbone", backbone.name());
    rows.put("image size", backbone.size() + " x " + backbone.size());
    rows.put("pooling", pooling.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    rows.put("embedding dimension", Integer.toString(dim));
    long head = (long) dim * (backbone.features() + 1);
    rows.put(
        "parameters",
        String.format(Locale.ROOT, "%.2f M", (Weights.parameters(backbone) + head) / 1e6));
    return rows;
  }

  private String preprocessing() {
    Normalization n = backbone.normalization();
    return "%d x %d pixels, channels in the order %s, each value 0..255 less %s, then divided by %s."
        .formatted(
            backbone.size(),
            backbone.size(),
            n.bgr() ? "blue, green, red" : "red, green, blue",
            Arrays.toString(n.mean()),
            Arrays.toString(n.divisor()));
  }

  private static void table(StringBuilder out, String title, Map<String, String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    out.append("## ").append(title).append("\n\n| | |\n| --- | --- |\n");
    rows.forEach(
        (key, value) ->
            out.append("| ").append(cell(key)).append(" | ").append(cell(value)).append(" |\n"));
    out.append("\n");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\R", " ");
  }
}
