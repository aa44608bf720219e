package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Cars-196 as folders named after the models ({@code Acura RL Sedan 2012}), as it is often packed
 * again: in {@code train/} and {@code test/} (by image, each with all classes) or in one folder.
 * The first 98 names in the order of their bytes are the classes 1-98 of the original, whose makes
 * stand in that order.
 */
final class CarsFoldersReader implements DatasetReader {
  private static final Pattern MODEL = Pattern.compile("\\S+ .*[12][90]\\d\\d");
  private static final List<String> PARTS =
      List.of("train", "test", "val", "valid", "images", "car_ims", "cars_train", "cars_test", "");

  @Override
  public String format() {
    return "cars196-folders";
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(CarsReader.halves());
  }

  @Override
  public boolean recognises(DataRoot root) {
    return base(root).isPresent();
  }

  /** Models of cars may also be somebody's own classes. */
  @Override
  public boolean guessed(DataRoot root) {
    return base(root)
        .filter(
            base ->
                PARTS.stream()
                        .flatMap(part -> models(root, base + part).stream())
                        .distinct()
                        .count()
                    == 2 * CarsReader.TRAIN_CLASSES)
        .isPresent();
  }

  private static Optional<String> base(DataRoot root) {
    return root.bases().stream()
        .filter(b -> PARTS.stream().anyMatch(part -> !models(root, b + part).isEmpty()))
        .findFirst();
  }

  private static List<String> models(DataRoot root, String path) {
    String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (!folder.isEmpty() && !root.isFolder(folder)) {
      return List.of();
    }
    return root.children(folder).stream()
        .filter(c -> c.isFolder() && MODEL.matcher(c.name()).matches())
        .map(Child::name)
        .toList();
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base =
        base(root)
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        "no folders of car models in %s; data.format = %s needs them"
                            .formatted(root.path(), format())));
    FileTree tree = root.tree();
    TreeMap<String, List<String>> classes = new TreeMap<>();
    for (String part : PARTS) {
      String prefix = part.isEmpty() ? base : base + part + "/";
      for (String model : models(root, base + part)) {
        classes.computeIfAbsent(model, m -> new ArrayList<>()).add(prefix + model);
      }
    }
    int[] number = new int[1];
    classes.forEach(
        (model, folders) -> {
          Split split = number[0]++ < CarsReader.TRAIN_CLASSES ? Split.TRAIN : Split.TEST;
          for (String path : folders) {
            tree.below(path).forEach(f -> builder.addFound(f, model, split, "folder " + path));
          }
        });
    FolderNotes.of(tree, builder);
  }
}
