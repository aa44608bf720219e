package dev.kindred.dataset;

import java.util.Optional;

/**
 * Stanford Online Products: {@code Ebay_train.txt} and {@code Ebay_test.txt}, each with a header
 * line and the columns image, class, super-class, path.
 */
final class SopReader implements DatasetReader {
  private static final String TRAIN = "Ebay_train.txt";
  private static final String TEST = "Ebay_test.txt";

  @Override
  public String format() {
    return "sop";
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(
        Published.halves(
            "Stanford Online Products",
            new Published.Counts(59_551, 11_318),
            new Published.Counts(60_502, 11_316)));
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.base(TRAIN, TEST).isPresent();
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base = root.requireBase(format(), TRAIN, TEST);
    add(root, base, TRAIN, Split.TRAIN, builder);
    add(root, base, TEST, Split.TEST, builder);
  }

  private static void add(
      DataRoot root, String base, String file, Split split, ManifestBuilder builder) {
    Columns.each(
        root,
        base + file,
        1,
        4,
        c -> builder.add(base + c.text(3), Integer.toString(c.number(1)), split, c.where()));
  }
}
