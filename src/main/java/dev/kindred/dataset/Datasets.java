package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** The layouts that are known, one line each; {@code auto} asks them in this order. */
public final class Datasets {
  private static final List<DatasetReader> READERS =
      List.of(
          new TableReader(),
          new SopReader(),
          new InShopReader(),
          new Cub2011Reader(),
          new CarsReader(),
          new CarsDevkitReader(),
          new ListsReader(),
          new Cub2010Reader(),
          new ClassFolderReader());

  private Datasets() {}

  /** Values of {@code data.format} beside {@code auto}. */
  public static List<String> formats() {
    return READERS.stream().map(DatasetReader::format).toList();
  }

  /**
   * Reads the lists of a data folder; no image is opened.
   *
   * @param path of the folder, or of a CSV or TSV file in it, on any Hadoop file system
   * @param format one of {@link #formats()}, or {@code auto}
   * @throws KindredException naming what is wrong and where
   */
  public static Reading read(Configuration conf, String path, String format, ReadOptions options) {
    DataRoot root = DataRoot.open(conf, path);
    DatasetReader reader =
        READERS.stream()
            .filter(r -> format.equals("auto") ? r.recognises(root) : r.format().equals(format))
            .findFirst()
            .orElseThrow(() -> unknown(path, format));
    ManifestBuilder builder = new ManifestBuilder(reader.format(), options.strict());
    reader.read(root, options, builder);
    reader.published().ifPresent(p -> p.check(builder));
    return builder.build(root.path().toString());
  }

  private static KindredException unknown(String path, String format) {
    String known = String.join(", ", formats());
    return format.equals("auto")
        ? new KindredException(
            Exit.BAD_DATA,
            "the layout of %s is none that is known (%s); unpack the archive or write a list.tsv"
                .formatted(path, known))
        : new KindredException(
            Exit.USAGE, "data.format = %s is unknown; choose auto, %s".formatted(format, known));
  }
}
