package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Progress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** The layouts that are known, one line each; {@code auto} asks them in this order. */
public final class Datasets {
  private static final List<DatasetReader> READERS =
      List.of(
          new TableReader(),
          new SopReader(),
          new InShopReader(),
          new Cub2011Reader(),
          new Cub2011FoldersReader(),
          new CarsReader(),
          new CarsDevkitReader(),
          new CarsFoldersReader(),
          new ListsReader(),
          new Cub2010Reader(),
          new ClassFolderReader(),
          new ImagesReader());

  /** Format of images without classes, which is never guessed. */
  public static final String IMAGES = ImagesReader.FORMAT;

  /** Class of images that have none. */
  public static final String NO_CLASS = "(none)";

  /** Any edition and layout of CUB-200. */
  private static final String CUB = "cub200";

  private Datasets() {}

  /** Values of {@code data.format} beside {@code auto}. */
  public static List<String> formats() {
    return Stream.concat(READERS.stream().map(DatasetReader::format), Stream.of(CUB)).toList();
  }

  /**
   * Reads the lists of a data folder; no image is opened.
   *
   * @param path of the folder, or of a CSV or TSV file in it, on any Hadoop file system
   * @param format one of {@link #formats()}, or {@code auto}
   * @throws KindredException naming what is wrong and where
   */
  public static Reading read(Configuration conf, String path, String format, ReadOptions options) {
    return read(conf, path, format, options, null);
  }

  /**
   * As above.
   *
   * @param display where a long listing is shown; null for nowhere
   */
  public static Reading read(
      Configuration conf,
      String path,
      String format,
      ReadOptions options,
      Progress.Display display) {
    DataRoot root = DataRoot.open(conf, path, display);
    DatasetReader reader = reader(root, path, format);
    ManifestBuilder builder = new ManifestBuilder(reader.format(), root, options);
    reader.read(root, options, builder);
    reader.published().ifPresent(p -> p.check(builder));
    return builder.build();
  }

  /**
   * What a benchmark set is published with.
   *
   * @param format one of {@link #formats()}, or {@code auto}
   * @return empty where the format is no benchmark set's, or its images are not published
   */
  public static Optional<Sizes> published(String format) {
    return READERS.stream()
        .filter(r -> (r.format() + "-").startsWith(format + "-"))
        .map(DatasetReader::published)
        .flatMap(Optional::stream)
        .map(Sizes::of)
        .filter(Sizes::known)
        .findFirst();
  }

  /**
   * A benchmark set's name stands for every layout that the set exists in ({@code cars196} also for
   * {@code cars196-devkit}); the first of them says what is missing where none is recognised.
   */
  private static DatasetReader reader(DataRoot root, String path, String format) {
    boolean auto = format.equals("auto");
    List<DatasetReader> asked =
        READERS.stream().filter(r -> auto || (r.format() + "-").startsWith(format + "-")).toList();
    return asked.stream()
        .filter(r -> (auto ? r.guessed(root) : asked.size() > 1 && r.recognises(root)))
        .findFirst()
        .orElseGet(
            () -> {
              if (auto || asked.isEmpty()) {
                throw unknown(path, format);
              }
              return asked.get(0);
            });
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
