package dev.kindred.dataset;

import java.util.List;
import java.util.Optional;

/**
 * Stanford Online Products: {@code Ebay_train.txt} and {@code Ebay_test.txt}, each with a header
 * line and the columns image, class, super-class, path; beside the images, or in {@code
 * Info_Files/} with the images in {@code images/}, as it is often packed again.
 */
final class SopReader implements DatasetReader {
  private static final String TRAIN = "Ebay_train.txt";
  private static final String TEST = "Ebay_test.txt";
  private static final List<String> PLACES = List.of("Info_Files/", "");

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
    return PLACES.stream().anyMatch(p -> root.base(p + TRAIN, p + TEST).isPresent());
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String place =
        PLACES.stream()
            .filter(p -> root.base(p + TRAIN, p + TEST).isPresent())
            .findFirst()
            .orElse("");
    String base = root.requireBase(format(), place + TRAIN, place + TEST);
    String images = root.isFolder(base + "images") ? base + "images/" : base;
    add(root, base + place + TRAIN, images, Split.TRAIN, builder);
    add(root, base + place + TEST, images, Split.TEST, builder);
  }

  private static void add(
      DataRoot root, String file, String images, Split split, ManifestBuilder builder) {
    Columns.each(
        root,
        file,
        1,
        4,
        c -> builder.add(images + c.text(3), Integer.toString(c.number(1)), split, c.where()));
  }
}
