package dev.kindred.cli;

import dev.kindred.config.LookSettings;
import dev.kindred.dataset.Split;
import dev.kindred.embed.LazyEmbeddings;
import dev.kindred.report.PictureGroup;
import dev.kindred.report.PicturePage;
import dev.kindred.report.SummaryTable;
import dev.kindred.report.Table;
import dev.kindred.retrieval.Neighbours;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;

/** {@code search}: the nearest images of given ones, by a finished run's model. */
@DriverOnly
final class SearchCommand {
  /** Lines of the table on the terminal; the file has all. */
  private static final int PRINTED = 30;

  private static final String FOLDER = "search/";
  private static final int LONGEST_NAME = 100;

  private final JobContext context;
  private final LookedAt queries;
  private final LookedAt gallery;
  private final Searchable found;

  private SearchCommand(JobContext context, LookedAt queries, LookedAt gallery, Searchable found) {
    this.context = context;
    this.queries = queries;
    this.gallery = gallery;
    this.found = found;
  }

  static void run(JobContext context) {
    LookSettings.Search settings = context.config().look().search();
    String image =
        settings
            .image()
            .orElseThrow(
                () -> new KindredException(Exit.USAGE, "search needs --image FILE or FOLDER"));
    FolderImages.require(context, image, "--image");
    settings.gallery().ifPresent(g -> FolderImages.require(context, g, "--gallery"));
    try (LookNetwork network = LookNetwork.read(context)) {
      LookedAt queries = LookedAt.folder(context, image, false);
      LookedAt gallery =
          settings
              .gallery()
              .map(folder -> LookedAt.folder(context, folder, true))
              .orElseGet(() -> LookedAt.of(context, "evaluated").only(Split.GALLERY));
      LazyEmbeddings searched = network.kept(gallery);
      LazyEmbeddings asked = network.fresh(queries);
      try (Searchable found =
          new Searchables(context)
              .of(network.dim(), List.of(asked, searched), List.of(queries.ids(), gallery.ids()))) {
        new SearchCommand(context, queries, gallery, found).write(image, settings);
      }
    }
  }

  private void write(String image, LookSettings.Search settings) {
    int n = queries.ids().length;
    int k = Math.min(settings.neighbours(), gallery.ids().length);
    if (k < settings.neighbours()) {
      context
          .out()
          .printf(
              Locale.ROOT, "note: there are %,d %s; all of them are listed%n", k, gallery.what());
    }
    List<Neighbours> answers = found.nearest(k, IntStream.range(0, n).toArray());
    String name = FOLDER + fileName(image);
    List<List<String>> rows = rows(answers);
    context.folder().write(name + ".tsv", text(rows));
    String title = "Nearest of the %,d %s".formatted(gallery.ids().length, gallery.what());
    context.folder().write(name + ".html", page(title, answers, settings.pictured()));
    boolean cut = rows.size() > PRINTED;
    String note =
        (cut ? "the first %d of %,d lines; ".formatted(PRINTED, rows.size()) : "")
            + "table and pictures: "
            + context.folder().path(name)
            + ".tsv, .html";
    context
        .out()
        .print(
            SummaryTable.text(
                new Table(
                    title,
                    List.of("image", "rank", "cosine", "class", "found"),
                    rows.subList(0, Math.min(PRINTED, rows.size())),
                    note)));
  }

  /** What was asked with, as far as it can be the name of a file anywhere. */
  private static String fileName(String image) {
    String plain = new Path(image).getName().replaceAll("[^\\p{L}\\p{N}._-]", "_");
    String name = plain.replaceAll("^\\.+", "");
    return name.isEmpty() ? "images" : name.substring(0, Math.min(LONGEST_NAME, name.length()));
  }

  private List<List<String>> rows(List<Neighbours> answers) {
    List<List<String>> rows = new ArrayList<>();
    for (Neighbours of : answers) {
      String asked = queries.path(found.queryIds()[of.query()]);
      for (int i = 0; i < of.rows().length; i++) {
        int id = found.galleryIds()[of.rows()[i]];
        rows.add(
            List.of(
                asked,
                Integer.toString(i + 1),
                cosine(of.similarities()[i]),
                gallery.className(id),
                gallery.path(id)));
      }
    }
    return rows;
  }

  private static String text(List<List<String>> rows) {
    StringBuilder text = new StringBuilder("image\trank\tcosine\tclass\tfound\n");
    rows.forEach(row -> text.append(TsvLine.of(row)));
    return text.toString();
  }

  private String page(String title, List<Neighbours> answers, int pictured) {
    List<PictureGroup> groups = new ArrayList<>();
    try (Thumbnails asked = new Thumbnails(context, queries);
        Thumbnails searched = new Thumbnails(context, gallery)) {
      for (Neighbours of : answers.subList(0, Math.min(pictured, answers.size()))) {
        int query = found.queryIds()[of.query()];
        List<PictureGroup.Shown> shown = new ArrayList<>();
        shown.add(new PictureGroup.Shown(asked.of(query), "asked with", true));
        for (int i = 0; i < of.rows().length; i++) {
          int id = found.galleryIds()[of.rows()[i]];
          String detail = (i + 1) + ": " + cosine(of.similarities()[i]);
          shown.add(new PictureGroup.Shown(searched.of(id), detail, false));
        }
        groups.add(new PictureGroup(queries.path(query), "", shown));
      }
    }
    String shown =
        "%,d of %,d images; rank and cosine below each answer"
            .formatted(groups.size(), answers.size());
    return PicturePage.html(title, List.of("Run " + context.folder().id(), shown), groups);
  }

  private static String cosine(double similarity) {
    return String.format(Locale.ROOT, "%.4f", similarity);
  }
}
