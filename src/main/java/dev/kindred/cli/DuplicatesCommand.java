package dev.kindred.cli;

import dev.kindred.config.LookSettings;
import dev.kindred.image.PerceptualHash;
import dev.kindred.report.PictureGroup;
import dev.kindred.report.PicturePage;
import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.retrieval.ClusterJob;
import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.Forest;
import dev.kindred.retrieval.HashJoin;
import dev.kindred.run.DriverOnly;
import dev.kindred.store.ExactCopies;
import dev.kindred.store.HashJob;
import dev.kindred.train.TrainedNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code duplicates}: images that are there twice, within and across the splits. By their bytes, to
 * the eye (perceptual hash), and, where the run has a model, by its embeddings.
 */
@DriverOnly
final class DuplicatesCommand {
  static final String FOLDER = "duplicates/";
  private static final int MOST_IN_GROUP = 24;

  private final JobContext context;
  private final LookSettings.Duplicates settings;
  private final LookedAt images;
  private final List<PerceptualHash> hashes;

  private DuplicatesCommand(JobContext context, LookedAt images) {
    this.context = context;
    this.settings = context.config().look().duplicates();
    this.images = images;
    this.hashes = HashJob.run(context.spark(), images.store(), images.ids());
  }

  static void run(JobContext context) {
    String which = context.config().look().duplicates().images();
    Optional<ForeignLook> foreign = ForeignLook.of(context, which);
    if (foreign.isPresent()) {
      ForeignDuplicates.run(context, foreign.get());
      return;
    }
    new DuplicatesCommand(context, LookedAt.of(context, which)).run();
  }

  private void run() {
    Map<String, List<CopyGroup>> kinds = new LinkedHashMap<>();
    kinds.put("bytes", CopyGroup.of("bytes", exact(), images));
    kinds.put("eye", CopyGroup.of("eye", alike(), images));
    if (settings.similarity() > 0 && TrainedNetwork.exists(context.folder())) {
      kinds.put("model", CopyGroup.of("model", embedded(), images));
    }
    List<CopyGroup> groups = new ArrayList<>();
    kinds.values().stream()
        .flatMap(List::stream)
        .filter(g -> groups.stream().noneMatch(g::hasSameImages))
        .forEach(groups::add);
    context.folder().write(FOLDER + "duplicates.tsv", table(groups));
    context.folder().write(FOLDER + "duplicates.html", page(groups));
    context
        .out()
        .print(
            SummaryTable.text(
                new Table(
                    "Duplicates among %,d %s".formatted(images.ids().length, images.what()),
                    CopyGroup.COUNTED,
                    kinds.entrySet().stream().map(e -> row(e.getKey(), e.getValue())).toList(),
                    note(groups))));
  }

  private Forest exact() {
    Forest forest = new Forest(images.ids().length);
    for (int[] group : ExactCopies.of(context.spark(), images.store())) {
      int[] rows =
          Arrays.stream(group)
              .map(id -> Arrays.binarySearch(images.ids(), id))
              .filter(row -> row >= 0)
              .toArray();
      for (int i = 1; i < rows.length; i++) {
        forest.join(rows[0], rows[i]);
      }
    }
    return forest;
  }

  private Forest alike() {
    int n = hashes.size();
    byte[] colours = new byte[Math.multiplyExact(n, PerceptualHash.COLOURS)];
    boolean[] plain = new boolean[n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(
          hashes.get(i).colours(), 0, colours, i * PerceptualHash.COLOURS, PerceptualHash.COLOURS);
      plain[i] = hashes.get(i).plain();
    }
    return HashJoin.join(
        context.spark(),
        new HashJoin.Hashes(
            hashes.stream().mapToLong(PerceptualHash::bits).toArray(),
            colours,
            PerceptualHash.COLOURS,
            plain),
        settings.hashDistance(),
        settings.colourDistance());
  }

  private Forest embedded() {
    try (LookNetwork network = LookNetwork.read(context);
        DistributedSet set = network.kept(images).keep()) {
      return new ClusterJob(context.spark(), set).join(settings.similarity());
    }
  }

  private List<String> row(String name, List<CopyGroup> groups) {
    return CopyGroup.counts(name, groups, images);
  }

  private String table(List<CopyGroup> groups) {
    StringBuilder text = new StringBuilder(CopyGroup.COLUMNS + "\thash_distance\n");
    for (int g = 0; g < groups.size(); g++) {
      int first = row(groups.get(g).ids()[0]);
      for (int id : groups.get(g).ids()) {
        List<String> cells = new ArrayList<>(groups.get(g).cells(g + 1, id, images));
        cells.add(Integer.toString(distance(first, row(id))));
        text.append(TsvLine.of(cells));
      }
    }
    return text.toString();
  }

  private int row(int id) {
    return Arrays.binarySearch(images.ids(), id);
  }

  private int distance(int a, int b) {
    return Long.bitCount(hashes.get(a).bits() ^ hashes.get(b).bits());
  }

  private String page(List<CopyGroup> groups) {
    List<PictureGroup> shown = new ArrayList<>();
    try (Thumbnails thumbnails = new Thumbnails(context, images)) {
      for (CopyGroup group : groups.subList(0, Math.min(settings.pictured(), groups.size()))) {
        List<PictureGroup.Shown> pictures = new ArrayList<>();
        for (int id : Arrays.copyOf(group.ids(), Math.min(MOST_IN_GROUP, group.ids().length))) {
          String bits = distance(row(group.ids()[0]), row(id)) + " bits";
          String split = images.split(id);
          pictures.add(
              new PictureGroup.Shown(
                  thumbnails.of(id), split.isEmpty() ? bits : split + ", " + bits, false));
        }
        String title =
            "By %s: %,d images%s%s"
                .formatted(
                    group.foundBy(),
                    group.ids().length,
                    group.acrossSplits(images) ? ", across splits" : "",
                    group.acrossClasses(images) ? ", across classes" : "");
        shown.add(new PictureGroup(title, "", pictures));
      }
    }
    return PicturePage.html(
        "Duplicates among %,d %s".formatted(images.ids().length, images.what()),
        List.of(
            "Run " + context.folder().id(),
            "%,d of %,d groups; bits are those in which the perceptual hash differs from the first"
                .formatted(shown.size(), groups.size())),
        shown);
  }

  private String note(List<CopyGroup> groups) {
    StringBuilder note = new StringBuilder(CopyGroup.leaks(groups, images));
    long plain = hashes.stream().filter(PerceptualHash::plain).count();
    if (plain > 0) {
      note.append(
          String.format(
              Locale.ROOT,
              "%,d images are of one colour; they were compared by their bytes only%n",
              plain));
    }
    return note
        + "table and pictures: "
        + context.folder().path(FOLDER + "duplicates")
        + ".tsv, .html";
  }
}
