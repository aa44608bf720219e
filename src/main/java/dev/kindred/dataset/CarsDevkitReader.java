package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Optional;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Struct;

/**
 * Cars-196 as the devkit lists it: {@code cars_train_annos.mat} and {@code
 * cars_test_annos_withlabels.mat} (in {@code devkit/} or beside it), images in {@code cars_train/}
 * and {@code cars_test/}. The devkit's two parts have all classes each; the halves of metric
 * learning are made of both, by class.
 */
final class CarsDevkitReader implements DatasetReader {
  private static final String TRAIN = "cars_train_annos.mat";
  private static final String TEST = "cars_test_annos_withlabels.mat";
  private static final String META = "cars_meta.mat";
  private static final List<String> PLACES = List.of("", "devkit/");

  @Override
  public String format() {
    return "cars196-devkit";
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(CarsReader.halves());
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.bases().stream()
        .anyMatch(base -> find(root, base, TRAIN) != null && find(root, base, TEST) != null);
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base =
        root.bases().stream()
            .filter(b -> find(root, b, TRAIN) != null)
            .findFirst()
            .orElseThrow(() -> missing(root, TRAIN));
    String test = find(root, base, TEST);
    if (test == null) {
      throw missing(root, TEST);
    }
    String meta = find(root, base, META);
    Cell names = meta == null ? null : MatFiles.open(root, meta).getCell("class_names");
    add(root, find(root, base, TRAIN), base + "cars_train/", names, builder);
    add(root, test, base + "cars_test/", names, builder);
  }

  private static void add(
      DataRoot root, String file, String folder, Cell names, ManifestBuilder builder) {
    try {
      Struct annotations = MatFiles.open(root, file).getStruct("annotations");
      for (int i = 0; i < annotations.getNumElements(); i++) {
        int number = MatFiles.number(annotations, "class", i);
        builder.add(
            folder + MatFiles.text(annotations, "fname", i),
            names == null ? "class " + number : names.getChar(number - 1).getString(),
            number <= CarsReader.TRAIN_CLASSES ? Split.TRAIN : Split.TEST,
            new Place(file, "element", i + 1));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ClassCastException e) {
      throw MatFiles.damaged(file, e);
    }
  }

  private static String find(DataRoot root, String base, String file) {
    return PLACES.stream()
        .map(place -> base + place + file)
        .filter(root::isFile)
        .findFirst()
        .orElse(null);
  }

  private static KindredException missing(DataRoot root, String file) {
    return new KindredException(
        Exit.BAD_DATA,
        "no %s in %s or its devkit folder; download it beside the images"
            .formatted(file, root.path()));
  }
}
