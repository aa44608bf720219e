package dev.kindred.cli;

import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command that looks at a finished run and leaves it as it is.
 *
 * @param command its name
 * @param work what it does
 * @param ofEmbeddings whether a table of embeddings made elsewhere will do in place of a run
 * @param options of its own
 */
record Look(String command, Consumer<JobContext> work, boolean ofEmbeddings, List<Option> options) {
  /** All there are. */
  static List<Look> all() {
    return List.of(
        new Look(
            "search",
            SearchCommand::run,
            false,
            List.of(
                new Option(
                    "--image",
                    "look.search.image",
                    "PATH",
                    "Image, or folder of images, to search."),
                new Option(
                    "--gallery",
                    "look.search.gallery",
                    "FOLDER",
                    "Images to search in, in place of the run's; nothing is trained."),
                new Option(
                    "--neighbours",
                    "look.search.neighbours",
                    "K",
                    "How many are found for each."))),
        new Look(
            "cluster",
            ClusterCommand::run,
            true,
            List.of(
                images("look.cluster.images"),
                new Option("--clusters", "look.cluster.clusters", "N", "Clusters of k-means."),
                new Option(
                    "--threshold",
                    "look.cluster.threshold",
                    "COSINE",
                    "Join images that are so similar, in place of k-means."))),
        new Look(
            "duplicates", DuplicatesCommand::run, true, List.of(images("look.duplicates.images"))),
        new Look("index", IndexCommand::run, true, List.of(images("look.index.images"))));
  }

  /** An option that stands for a key. */
  record Option(String name, String key, String label, String description) {
    OptionSpec spec() {
      return OptionSpec.builder(name)
          .paramLabel(label)
          .type(String.class)
          .description(description)
          .build();
    }
  }

  private static Option images(String key) {
    return new Option(
        "--images",
        key,
        "WHICH",
        "evaluated, train, validation, test, query, gallery, all, or a folder.");
  }
}
