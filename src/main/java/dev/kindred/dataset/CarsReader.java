package dev.kindred.dataset;

import java.util.Optional;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Struct;

/**
 * Cars-196 with one list, {@code cars_annos.mat}: a struct array {@code annotations} and a cell
 * array {@code class_names}; images in {@code car_ims/}.
 */
final class CarsReader implements DatasetReader {
  static final int TRAIN_CLASSES = 98;
  private static final String LIST = "cars_annos.mat";

  @Override
  public String format() {
    return "cars196";
  }

  @Override
  public Optional<Published> published() {
    return Optional.of(halves());
  }

  static Published halves() {
    return Published.halves(
        "Cars-196", new Published.Counts(8_054, 98), new Published.Counts(8_131, 98));
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.base(LIST).isPresent();
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base = root.requireBase(format(), LIST);
    MatFile mat = MatFiles.open(root, base + LIST);
    try {
      Struct annotations = mat.getStruct("annotations");
      Cell names = mat.getCell("class_names");
      for (int i = 0; i < annotations.getNumElements(); i++) {
        int number = MatFiles.number(annotations, "class", i);
        builder.add(
            base + MatFiles.text(annotations, "relative_im_path", i),
            names.getChar(number - 1).getString(),
            number <= TRAIN_CLASSES ? Split.TRAIN : Split.TEST,
            new Place(LIST, "element", i + 1));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ClassCastException e) {
      throw MatFiles.damaged(base + LIST, e);
    }
  }
}
