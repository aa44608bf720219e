package dev.kindred.dataset;

import dev.kindred.store.Pictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Struct;

/**
 * Small data sets in the file formats of the originals, with real image files: {@code classes} in
 * each half, {@code images} in each class.
 */
public final class Miniatures {
  /** Names of the layouts as in {@code data.format}, for parameterised tests. */
  public static final List<String> LAYOUTS =
      List.of(
          "cub200-2011",
          "cub200-2010",
          "cars196",
          "cars196-devkit",
          "sop",
          "inshop",
          "list",
          "table",
          "folders");

  private Miniatures() {}

  /** Writes a miniature of a layout below {@code root}. */
  public static void write(String layout, Path root, int classes, int images) {
    switch (layout) {
      case "cub200-2011" -> cub2011(root, classes, images);
      case "cub200-2010" -> cub2010(root, classes, images);
      case "cars196" -> cars(root, classes, images);
      case "cars196-devkit" -> carsDevkit(root, classes, images);
      case "sop" -> sop(root, classes, images);
      case "inshop" -> inShop(root, classes, images);
      case "list" -> lists(root, classes, images);
      case "table" -> table(root, classes, images);
      case "folders" ->
          each(
              classes, images, 1, (c, i) -> image(root, "class %03d/%d.jpg".formatted(c, i), c, i));
      default -> throw new IllegalArgumentException(layout);
    }
  }

  private static void cub2011(Path root, int classes, int images) {
    StringBuilder list = new StringBuilder();
    StringBuilder labels = new StringBuilder();
    int[] id = new int[1];
    each(
        classes,
        images,
        101,
        (c, i) -> {
          String path = "%03d.Bird_%d/Bird_%04d_%d.jpg".formatted(c, c, i, c * 7);
          list.append(++id[0]).append(' ').append(path).append('\n');
          labels.append(id[0]).append(' ').append(c).append('\n');
          image(root, "CUB_200_2011/images/" + path, c, i);
        });
    text(root, "CUB_200_2011/images.txt", list);
    text(root, "CUB_200_2011/image_class_labels.txt", labels);
    text(root, "attributes.txt", "1 has_bill_shape::curved\n");
  }

  private static void cub2010(Path root, int classes, int images) {
    StringBuilder list = new StringBuilder();
    each(
        classes,
        images,
        101,
        (c, i) -> {
          String path = "%03d.Bird_%d/Bird_%04d.jpg".formatted(c, c, i);
          list.append(path).append("\r\n");
          image(root, "images/" + path, c, i);
        });
    text(root, "lists/files.txt", list);
  }

  private static void cars(Path root, int classes, int images) {
    Struct annotations = Mat5.newStruct(1, 2 * classes * images);
    int[] at = new int[1];
    each(
        classes,
        images,
        99,
        (c, i) -> {
          String path = "car_ims/%06d.jpg".formatted(at[0] + 1);
          annotations.set("relative_im_path", at[0], Mat5.newString(path));
          for (String side : List.of("bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2")) {
            annotations.set(side, at[0], Mat5.newScalar(5));
          }
          annotations.set("class", at[0], Mat5.newScalar(c));
          annotations.set("test", at[0]++, Mat5.newLogicalScalar(i % 2 == 0));
          image(root, path, c, i);
        });
    mat(
        root.resolve("cars_annos.mat"),
        Mat5.newMatFile().addArray("annotations", annotations).addArray("class_names", names()));
  }

  private static void carsDevkit(Path root, int classes, int images) {
    Struct train = Mat5.newStruct(1, classes * images);
    Struct test = Mat5.newStruct(1, classes * images);
    int[] at = new int[2];
    each(
        classes,
        images,
        99,
        (c, i) -> {
          // The devkit's parts are not the halves: each has all classes.
          int part = (at[0] + at[1]) % 2;
          Struct s = part == 0 ? train : test;
          String name = "%05d.jpg".formatted(at[part] + 1);
          s.set("bbox_x1", at[part], Mat5.newScalar(1));
          s.set("class", at[part], Mat5.newScalar(c));
          s.set("fname", at[part]++, Mat5.newString(name));
          image(root, (part == 0 ? "cars_train/" : "cars_test/") + name, c, i);
        });
    Path devkit = root.resolve("devkit");
    Pictures.write(devkit.resolve("README.txt"), new byte[] {'x'});
    mat(devkit.resolve("cars_train_annos.mat"), Mat5.newMatFile().addArray("annotations", train));
    mat(
        root.resolve("cars_test_annos_withlabels.mat"),
        Mat5.newMatFile().addArray("annotations", test));
    mat(devkit.resolve("cars_meta.mat"), Mat5.newMatFile().addArray("class_names", names()));
  }

  private static Cell names() {
    Cell names = Mat5.newCell(1, 196);
    for (int c = 0; c < 196; c++) {
      names.set(c, Mat5.newString("Maker Model " + (c + 1) + " Coupé 2012"));
    }
    return names;
  }

  private static void mat(Path file, MatFile content) {
    try {
      Mat5.writeToFile(content, file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sop(Path root, int classes, int images) {
    String header = "image_id class_id super_class_id path\n";
    StringBuilder train = new StringBuilder(header);
    StringBuilder test = new StringBuilder(header);
    int[] id = new int[1];
    each(
        classes,
        images,
        11_319,
        (c, i) -> {
          String path = "bicycle_final/%d_%d.JPG".formatted(111_085_122_871L + c, i);
          (c < 11_319 ? train : test).append("%d %d 1 %s\n".formatted(++id[0], c, path));
          image(root, "Stanford_Online_Products/" + path, c, i);
        });
    text(root, "Stanford_Online_Products/Ebay_train.txt", train);
    text(root, "Stanford_Online_Products/Ebay_test.txt", test);
  }

  private static void inShop(Path root, int classes, int images) {
    StringBuilder list = new StringBuilder();
    list.append(2 * classes * images).append('\n').append("image_name item_id evaluation_status\n");
    each(
        classes,
        images,
        classes + 1,
        (c, i) -> {
          String path = "img/WOMEN/Dresses/id_%08d/%02d_1_front.jpg".formatted(c, i);
          String part = c <= classes ? "train" : i % 2 == 0 ? "query" : "gallery";
          list.append("%-60s id_%08d %s\n".formatted(path, c, part));
          image(root, "Img/" + path, c, i);
        });
    text(root, "Eval/list_eval_partition.txt", list);
  }

  private static void lists(Path root, int classes, int images) {
    StringBuilder train = new StringBuilder();
    StringBuilder test = new StringBuilder();
    each(
        classes,
        images,
        classes + 1,
        (c, i) -> {
          String path = "images/some class %d/%d.jpg".formatted(c, i);
          (c <= classes ? train : test).append(path).append(' ').append(c).append('\n');
          image(root, path, c, i);
        });
    text(root, "train.txt", train);
    text(root, "test.txt", test);
  }

  private static void table(Path root, int classes, int images) {
    StringBuilder list = new StringBuilder("\ufeffpath\tclass\tsplit\n");
    each(
        classes,
        images,
        classes + 1,
        (c, i) -> {
          String path = "bilder/größe %d/%d.jpg".formatted(c, i);
          list.append(path).append("\tKlasse ").append(c);
          list.append(c <= classes ? "\ttrain\n" : "\ttest\n");
          image(root, path, c, i);
        });
    text(root, "list.tsv", list);
  }

  /** Classes 1, 2, ... train; those from {@code firstTest} on are tested. */
  private static void each(
      int classes, int images, int firstTest, BiConsumer<Integer, Integer> use) {
    int first = firstTest == 1 ? classes + 1 : firstTest;
    for (int half = 0; half < 2; half++) {
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i < images; i++) {
          use.accept(half == 0 ? c + 1 : first + c, i);
        }
      }
    }
  }

  private static void image(Path root, String path, int c, int i) {
    Pictures.write(root.resolve(path), Pictures.picture("jpg", 40 + i, 48, c * 11 + i));
  }

  private static void text(Path root, String path, CharSequence content) {
    Pictures.write(root.resolve(path), content.toString().getBytes(StandardCharsets.UTF_8));
  }
}
