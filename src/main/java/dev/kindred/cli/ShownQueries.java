package dev.kindred.cli;

import dev.kindred.image.StoredImage;
import dev.kindred.image.Workspace;
import dev.kindred.report.Picture;
import dev.kindred.report.QueryPanel;
import dev.kindred.retrieval.Neighbours;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.store.ImageStore;
import dev.kindred.store.StoreReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A few queries with their answers, as the report shows them. They are taken out of the embeddings
 * as soon as those are there: the features of a large set take half a gigabyte, which training
 * needs.
 *
 * @param queries their pictures
 * @param answers nearest images of each query
 */
@DriverOnly
record ShownQueries(List<Picture> queries, List<List<QueryPanel.Answer>> answers) {
  private static final int QUERIES = 12;
  private static final int THUMBNAIL = 64;
  private static final int QUALITY = 90;
  private static final long CACHE = 16L << 20;

  /** Spread evenly over the queries. */
  static ShownQueries of(JobContext context, ImageStore store, Searchable embeddings) {
    int n = embeddings.queryIds().length;
    int[] rows =
        IntStream.range(0, Math.min(QUERIES, n)).map(i -> i * n / Math.min(QUERIES, n)).toArray();
    int k = context.config().evaluate().neighboursInReport();
    List<Neighbours> found = embeddings.nearest(k, rows);
    try (StoreReader reader =
        new StoreReader(context.hadoop(), store.cached(0).location(), store.index(), CACHE)) {
      Pictures pictures = new Pictures(store, reader);
      return new ShownQueries(
          IntStream.of(rows).mapToObj(r -> pictures.of(embeddings.queryIds()[r])).toList(),
          found.stream().map(f -> answers(pictures, embeddings, f)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the store could not be closed", e);
    }
  }

  private static List<QueryPanel.Answer> answers(
      Pictures pictures, Searchable embeddings, Neighbours found) {
    int wanted = embeddings.queryLabels()[found.query()];
    return IntStream.range(0, found.rows().length)
        .mapToObj(
            i ->
                new QueryPanel.Answer(
                    pictures.of(embeddings.galleryIds()[found.rows()[i]]),
                    embeddings.galleryLabels()[found.rows()[i]] == wanted,
                    found.similarities()[i]))
        .toList();
  }

  private record Pictures(ImageStore store, StoreReader reader) {
    Picture of(int id) {
      Function<Workspace, byte[]> small =
          w -> StoredImage.convert(w, reader.read(id), THUMBNAIL, QUALITY).encoded();
      try (Workspace workspace = new Workspace()) {
        return new Picture(
            small.apply(workspace), store.manifest().classNames().get(store.index().label(id)));
      }
    }
  }

  /** One panel a query: what was found before, and after. */
  List<QueryPanel> panels(ShownQueries after) {
    return IntStream.range(0, queries.size())
        .mapToObj(
            i ->
                new QueryPanel(
                    queries.get(i),
                    answers.get(i),
                    after == null ? List.of() : after.answers.get(i)))
        .toList();
  }
}
