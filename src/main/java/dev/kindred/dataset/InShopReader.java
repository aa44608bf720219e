package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In-Shop Clothes Retrieval: {@code list_eval_partition.txt} (a count, a header, then image, item,
 * status) in {@code Eval/}, {@code Anno/} or the folder itself, and the images of {@code img/},
 * into which the archive was unpacked, in {@code Img/} or beside it.
 */
final class InShopReader implements DatasetReader {
  private static final String NAME = "list_eval_partition.txt";
  private static final List<String> LISTS = List.of("Eval/" + NAME, "Anno/" + NAME, NAME);

  /** Paths in the list begin with it. */
  private static final String LISTED = "img/";

  /** Where the archives of either resolution are unpacked to. */
  private static final List<String> IMAGES =
      List.of("Img/img/", "img/", "Img/img_highres/", "img_highres/", "Img/");

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
    return LISTS.stream().anyMatch(l -> root.base(l).isPresent());
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String list =
        LISTS.stream().filter(l -> root.base(l).isPresent()).findFirst().orElse(LISTS.get(0));
    String base = root.requireBase(format(), list);
    String images =
        IMAGES.stream()
            .map(i -> base + i)
            .filter(i -> root.isFolder(i.substring(0, i.length() - 1)))
            .findFirst()
            .orElse(base + LISTED);
    int[] rows = new int[1];
    Columns.each(
        root,
        base + list,
        HEADERS,
        3,
        c -> {
          rows[0]++;
          builder.add(
              path(images, c.text(0)), c.text(1), Splits.require(c.text(2), c.where()), c.where());
        });
    checkCount(root.lines(base + list), rows[0], base + list);
  }

  private static String path(String images, String listed) {
    return listed.startsWith(LISTED) ? images + listed.substring(LISTED.length()) : images + listed;
  }

  private static void checkCount(List<String> lines, int rows, String list) {
    String count = lines.isEmpty() ? "no" : lines.get(0).strip();
    if (!count.equals(Integer.toString(rows))) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s announces %s images and lists %d; the file may be incomplete, unpack it again"
              .formatted(list, count, rows));
    }
  }
}
