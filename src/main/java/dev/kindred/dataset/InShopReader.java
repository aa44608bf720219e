package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In-Shop Clothes Retrieval: {@code Eval/list_eval_partition.txt} (a count, a header, then image,
 * item, status) and {@code Img/}, into which the archive's {@code img/} was unpacked.
 */
final class InShopReader implements DatasetReader {
  private static final String LIST = "Eval/list_eval_partition.txt";
  private static final int HEADERS = 2;

  @Override
  public String format() {
    return "inshop";
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(
        new Published(
            "In-Shop Clothes",
            Map.of(
                Split.TRAIN, new Published.Counts(25_882, 3_997),
                Split.QUERY, new Published.Counts(14_218, 3_985),
                Split.GALLERY, new Published.Counts(12_612, 3_985))));
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.base(LIST).isPresent();
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base = root.requireBase(format(), LIST);
    String images = imageFolder(root, base);
    int[] rows = new int[1];
    Columns.each(
        root,
        base + LIST,
        HEADERS,
        3,
        c -> {
          rows[0]++;
          builder.add(
              images + c.text(0), c.text(1), Splits.require(c.text(2), c.where()), c.where());
        });
    checkCount(root.lines(base + LIST), rows[0], base);
  }

  /** Paths in the list begin with {@code img/}. */
  private static String imageFolder(DataRoot root, String base) {
    return root.isFolder(base + "Img/img") ? base + "Img/" : base;
  }

  private static void checkCount(List<String> lines, int rows, String base) {
    String count = lines.get(0).strip();
    if (!count.equals(Integer.toString(rows))) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s%s announces %s images and lists %d; the file may be incomplete, unpack it again"
              .formatted(base, LIST, count, rows));
    }
  }
}
