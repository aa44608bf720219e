package dev.kindred.cli;

import dev.kindred.report.Picture;
import dev.kindred.report.QueryPanel.Answer;
import dev.kindred.report.QueryPanel.Strip;
import dev.kindred.retrieval.Neighbours;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A few queries with their answers, as the report shows them. They are taken out of the embeddings
 * as soon as those are there: the features of a large set take half a gigabyte, which training
 * needs.
 */
@DriverOnly
record ShownQueries(List<Query> queries) {
  private static final int SPREAD = 6;

  /** An image with its class. */
  private record Image(int id, int label) {}

  /** What came of one query. */
  private record Query(Image image, List<Image> answers, double... similarities) {}

  /** Rows spread evenly over the queries. */
  static int[] spread(Searchable embeddings) {
    int n = embeddings.queryIds().length;
    int some = Math.min(SPREAD, n);
    return IntStream.range(0, some).map(i -> (int) ((long) i * n / some)).toArray();
  }

  /** At the given rows. */
  static ShownQueries of(JobContext context, Searchable embeddings, int... rows) {
    int k = context.config().evaluate().neighboursInReport();
    return new ShownQueries(
        rows.length == 0
            ? List.of()
            : embeddings.nearest(k, rows).stream().map(n -> query(embeddings, n)).toList());
  }

  private static Query query(Searchable embeddings, Neighbours found) {
    List<Image> answers =
        IntStream.of(found.rows())
            .mapToObj(r -> new Image(embeddings.galleryIds()[r], embeddings.galleryLabels()[r]))
            .toList();
    int row = found.query();
    return new Query(
        new Image(embeddings.queryIds()[row], embeddings.queryLabels()[row]),
        answers,
        found.similarities());
  }

  Picture picture(int i, ReportPictures pictures) {
    return pictures.of(queries.get(i).image.id, queries.get(i).image.label);
  }

  /** What was found for one of the queries. */
  Strip strip(String title, int i, ReportPictures pictures) {
    Query query = queries.get(i);
    return new Strip(
        title,
        IntStream.range(0, query.answers.size())
            .mapToObj(
                a -> {
                  Image answer = query.answers.get(a);
                  return new Answer(
                      pictures.of(answer.id, answer.label),
                      answer.label == query.image.label,
                      query.similarities[a]);
                })
            .toList());
  }
}
