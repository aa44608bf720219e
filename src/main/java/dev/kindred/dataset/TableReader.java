package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;

/**
 * A table ({@code list.tsv}, {@code list.csv}, {@code list.parquet}, a folder of Parquet files or a
 * file named by {@code data.path}) with a header, or without one of path, class, split; paths
 * relative to it. Without splits the first part of the classes, in name order, trains.
 */
final class TableReader implements DatasetReader {
  private static final List<String> NAMES = List.of("list.tsv", "list.csv", "list.parquet");

  @Override
  public String format() {
    return "table";
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.named().isPresent() || find(root) != null || !ParquetTables.find(root).isEmpty();
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String file = root.named().orElseGet(() -> find(root));
    List<String> parts = file == null ? ParquetTables.find(root) : List.of(file);
    if (parts.isEmpty()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "no list.tsv or list.csv in %s; data.format = table needs one".formatted(root.path()));
    }
    if (ParquetTables.is(parts.get(0))) {
      ParquetTables.read(root, parts, options, builder);
    } else {
      readText(root, file, options, builder);
    }
  }

  private static void readText(
      DataRoot root, String file, ReadOptions options, ManifestBuilder builder) {
    List<Table.Row> rows = Table.read(root, file).rows();
    if (rows.isEmpty()) {
      return;
    }
    Table.Row first = rows.get(0);
    if (Header.is(first.cells())) {
      Header header = Header.of(first.cells(), first.where());
      TableRows.add(root, header, rows.subList(1, rows.size()), options, builder);
      return;
    }
    checkData(root, first);
    TableRows.add(root, Header.positional(first.cells().size()), rows, options, builder);
  }

  /** A header with names that nobody knows must not become an image. */
  private static void checkData(DataRoot root, Table.Row first) {
    String path = first.cells().get(0).strip();
    boolean looksLikeOne = path.contains("/") || path.contains("\\") || Names.hasEnding(path);
    if (looksLikeOne || path.isEmpty() || SafePath.clean(path) == null || root.isFile(path)) {
      return;
    }
    throw new KindredException(
        Exit.BAD_DATA,
        "%s ('%s') is neither a header with names that are known nor is there such an image; name the columns path, class, split"
            .formatted(
                first.where(), String.join(", ", first.cells()).replaceAll("\\p{Cntrl}", " ")));
  }

  private static String find(DataRoot root) {
    return NAMES.stream().filter(root::isFile).findFirst().orElse(null);
  }
}
