package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** CUB-200-2011: {@code images.txt}, {@code image_class_labels.txt}, {@code images/}. */
final class Cub2011Reader implements DatasetReader {
  private static final int TRAIN_CLASSES = 100;
  private static final String LIST = "images.txt";
  private static final String LABELS = "image_class_labels.txt";

  @Override
  public String format() {
    return "cub200-2011";
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(
        Published.halves(
            "CUB-200-2011", new Published.Counts(5864, 100), new Published.Counts(5924, 100)));
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.base(LIST, LABELS).isPresent();
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base = root.requireBase(format(), LIST, LABELS);
    Map<Integer, Integer> classes = new HashMap<>();
    Columns.each(root, base + LABELS, 0, 2, c -> classes.put(c.number(0), c.number(1)));
    Columns.each(
        root,
        base + LIST,
        0,
        2,
        c -> {
          Integer classNumber = classes.get(c.number(0));
          if (classNumber == null) {
            throw new KindredException(
                Exit.BAD_DATA,
                "%s: image %d has no class in %s; unpack the archive again"
                    .formatted(c.where(), c.number(0), LABELS));
          }
          Split split = classNumber <= TRAIN_CLASSES ? Split.TRAIN : Split.TEST;
          String name = SafePath.firstSegment(c.text(1));
          builder.add(base + "images/" + c.text(1), name, split, c.where());
        });
  }
}
