package dev.kindred.cli;

import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.OptionSpec;

/** The commands that look at a finished run and leave it as it is. */
enum Look {
  SEARCH(
      SearchCommand::run,
      new Option("--image", "look.search.image", "PATH", "Image, or folder of images, to search."),
      new Option(
          "--gallery",
          "look.search.gallery",
          "FOLDER",
          "Images to search in, in place of the run's; nothing is trained."),
      new Option("--neighbours", "look.search.neighbours", "K", "How many are found for each.")),
  CLUSTER(
      ClusterCommand::run,
      images("look.cluster.images"),
      new Option("--clusters", "look.cluster.clusters", "N", "Clusters of k-means."),
      new Option(
          "--threshold",
          "look.cluster.threshold",
          "COSINE",
          "Join images that are so similar, in place of k-means.")),
  DUPLICATES(DuplicatesCommand::run, images("look.duplicates.images")),
  INDEX(IndexCommand::run, images("look.index.images"));

  private final Consumer<JobContext> work;
  private final List<Option> options;

  Look(Consumer<JobContext> work, Option... options) {
    this.work = work;
    this.options = List.of(options);
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

  String command() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  List<Option> options() {
    return options;
  }

  void run(JobContext context) {
    work.accept(context);
  }
}
