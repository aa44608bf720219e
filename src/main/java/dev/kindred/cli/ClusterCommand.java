package dev.kindred.cli;

import dev.kindred.config.LookSettings;
import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.report.PictureGroup;
import dev.kindred.report.PicturePage;
import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.retrieval.ClusterAgreement;
import dev.kindred.retrieval.ClusterJob;
import dev.kindred.retrieval.Clusters;
import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.MetricSettings;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.store.SharedFolders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code cluster}: groups images by a finished run's model. */
@DriverOnly
final class ClusterCommand {
  private static final String NAME = "clusters/clusters";
  private static final int PRINTED = 10;
  private static final int SHOWN = 12;
  private static final int NAMED = 3;

  private final JobContext context;
  private final LookSettings.Cluster settings;
  private final Looked images;

  private ClusterCommand(JobContext context, Looked images) {
    this.context = context;
    this.settings = context.config().look().cluster();
    this.images = images;
  }

  static void run(JobContext context) {
    String which = context.config().look().cluster().images();
    Optional<ForeignLook> foreign = ForeignLook.of(context, which);
    if (foreign.isPresent()) {
      new ClusterCommand(context, foreign.get()).run(foreign.get()::embeddings, Optional.empty());
      return;
    }
    try (LookNetwork network = LookNetwork.read(context)) {
      LookedAt images = LookedAt.of(context, which);
      new ClusterCommand(context, images).run(() -> network.kept(images), Optional.of(images));
    }
  }

  private void run(Supplier<LazyEmbeddings> embeddings, Optional<LookedAt> pictures) {
    int k = clusters();
    if (settings.parquet()) {
      // An executor writes the table.
      SharedFolders.check(context.spark(), context.folder());
    }
    try (DistributedSet set = embeddings.get().keep()) {
      write(grouped(new ClusterJob(context.spark(), set), k), pictures);
    }
  }

  /** How many k-means is to find, known before anything is embedded. */
  private int clusters() {
    if (settings.threshold().isPresent()) {
      return 0;
    }
    boolean named = IntStream.of(images.ids()).noneMatch(id -> images.className(id).isEmpty());
    if (settings.clusters() == 0 && !named) {
      throw new KindredException(
          Exit.USAGE,
          "the %s have no classes to be counted; give --clusters N or --threshold COSINE"
              .formatted(images.what()));
    }
    int k = settings.clusters() == 0 ? images.classes() : settings.clusters();
    if (k > images.ids().length) {
      throw new KindredException(
          Exit.USAGE,
          "--clusters %,d is more than the %,d %s"
              .formatted(k, images.ids().length, images.what()));
    }
    return k;
  }

  private Clusters grouped(ClusterJob job, int k) {
    return settings
        .threshold()
        .map(job::joined)
        .orElseGet(
            () ->
                job.kMeans(
                    k,
                    new MetricSettings.Clustering(
                        settings.restarts(), settings.iterations(), settings.seed())));
  }

  private void write(Clusters found, Optional<LookedAt> pictures) {
    int[][] members = members(found);
    String table = new ClusterTable(images, found).write(context, NAME, settings.parquet());
    String title =
        "%,d clusters of %,d %s".formatted(members.length, images.ids().length, images.what());
    String page = NAME + ".html";
    context.folder().delete(page);
    pictures.ifPresent(of -> context.folder().write(page, page(title, found, members, of)));
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < Math.min(PRINTED, members.length); c++) {
      double mean =
          Arrays.stream(members[c]).mapToDouble(i -> found.distance()[i]).average().orElse(0);
      rows.add(
          List.of(
              Integer.toString(c),
              "%,d".formatted(members[c].length),
              String.format(Locale.ROOT, "%.4f", mean),
              classes(members[c])));
    }
    context
        .out()
        .print(
            SummaryTable.text(
                new Table(
                    title,
                    List.of("cluster", "images", "mean distance", "classes"),
                    rows,
                    (members.length > PRINTED
                            ? "and %,d more; ".formatted(members.length - PRINTED)
                            : "")
                        + agreement(found)
                        + (pictures.isPresent() ? "table and pictures: " : "table: ")
                        + context.folder().path(table)
                        + pictures.map(of -> ", " + context.folder().path(page)).orElse(""))));
  }

  private String agreement(Clusters found) {
    if (images.classes() < 2) {
      return "";
    }
    ClusterAgreement a = found.agreement(images.labels());
    return String.format(
        Locale.ROOT,
        "NMI %.1f, AMI %.1f, F1 %.1f with the classes; ",
        100 * a.nmi(),
        100 * a.ami(),
        100 * a.f1());
  }

  /** Rows of each cluster, the nearest to its mean first. */
  private static int[][] members(Clusters found) {
    List<List<Integer>> members = new ArrayList<>();
    for (int size : found.sizes()) {
      members.add(new ArrayList<>(size));
    }
    for (int i = 0; i < found.cluster().length; i++) {
      members.get(found.cluster()[i]).add(i);
    }
    return members.stream()
        .map(
            rows ->
                rows.stream()
                    .sorted(Comparator.comparingDouble(i -> found.distance()[i]))
                    .mapToInt(i -> i)
                    .toArray())
        .toArray(int[][]::new);
  }

  /** The commonest classes with their counts. */
  private String classes(int[] rows) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int row : rows) {
      String name = images.className(images.ids()[row]);
      if (!name.isEmpty()) {
        counts.merge(name, 1, Integer::sum);
      }
    }
    String some =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(NAMED)
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
    return counts.size() > NAMED ? some + ", ..." : some;
  }

  private String page(String title, Clusters found, int[][] members, LookedAt pictures) {
    List<PictureGroup> groups = new ArrayList<>();
    try (Thumbnails thumbnails = new Thumbnails(context, pictures)) {
      for (int c = 0; c < Math.min(settings.pictured(), members.length); c++) {
        List<PictureGroup.Shown> shown = new ArrayList<>();
        for (int row : Arrays.copyOf(members[c], Math.min(SHOWN, members[c].length))) {
          shown.add(
              new PictureGroup.Shown(
                  thumbnails.of(images.ids()[row]),
                  String.format(Locale.ROOT, "%.3f", found.distance()[row]),
                  false));
        }
        groups.add(
            new PictureGroup(
                "Cluster %d: %,d images".formatted(c, members[c].length),
                classes(members[c]),
                shown));
      }
    }
    return PicturePage.html(
        title,
        List.of(
            "Run " + context.folder().id(),
            "%,d of %,d clusters, the largest first; of each the %d images nearest to its mean, with the distance"
                .formatted(groups.size(), members.length, SHOWN)),
        groups);
  }
}
