package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tables in Parquet files, several of them as one. The image is a path, or its encoded bytes are in
 * the table, alone or as Hugging Face's {@code struct<bytes, path>}. Without a column of splits the
 * name of a file or its folder may say it ({@code train-00000-of-00001.parquet}).
 */
final class ParquetTables {
  private static final String SPLIT = "split";

  private ParquetTables() {}

  static boolean is(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    return lower.endsWith(".parquet") || lower.endsWith(".parq");
  }

  /** Parquet files of the folder, of {@code data/} in it, or of folders named after splits. */
  static List<String> find(DataRoot root) {
    List<String> files = in(root, "");
    if (files.isEmpty() && root.isFolder("data")) {
      files = in(root, "data/");
    }
    if (files.isEmpty()) {
      files = new ArrayList<>();
      for (Child c : root.children("")) {
        if (c.isFolder() && Splits.parse(c.name()).isPresent()) {
          files.addAll(in(root, c.name() + "/"));
        }
      }
    }
    return files;
  }

  private static List<String> in(DataRoot root, String folder) {
    return root.children(folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1)).stream()
        .filter(c -> c.isFile() && is(c.name()))
        .map(c -> folder + c.name())
        .toList();
  }

  static void read(
      DataRoot root, List<String> files, ReadOptions options, ManifestBuilder builder) {
    List<Table.Row> rows = new ArrayList<>();
    Map<String, DataFile> parts = new HashMap<>();
    List<String> names = null;
    boolean bytes = false;
    for (String file : files) {
      ParquetTable table = open(root, file);
      List<String> columns = new ArrayList<>(table.names());
      Optional<Split> split = splitOf(file);
      boolean named = split.isPresent() && files.stream().allMatch(f -> splitOf(f).isPresent());
      named &= columns.stream().noneMatch(c -> Column.SPLIT.is(c) || c.startsWith("is_"));
      if (named) {
        columns.add(SPLIT);
      }
      if (names == null) {
        names = columns;
        bytes = table.hasBytes();
      } else if (!names.equals(columns) || bytes != table.hasBytes()) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%s has the columns %s, and %s has %s; keep tables of one kind in a folder"
                .formatted(file, columns, files.get(0), names));
      }
      for (List<String> cells : table.rows()) {
        List<String> all = new ArrayList<>(cells);
        if (named) {
          all.add(split.get().name());
        }
        Place where = new Place(file, "row", rows.size() + 1);
        rows.add(new Table.Row(all, where));
      }
      parts.put(file, table.file());
    }
    Header header = Header.of(names == null ? List.of() : names, files.get(0));
    if (bytes) {
      TableRows.add(
          root,
          header,
          rows,
          options,
          builder,
          (path, className, split, where) ->
              builder.addRow(part(path, parts), className, split, where));
    } else {
      TableRows.add(root, header, rows, options, builder);
    }
  }

  /** A row is about as long as its file's average. */
  private static DataFile part(String row, Map<String, DataFile> parts) {
    DataFile file = parts.get(row.substring(0, row.lastIndexOf('#')));
    return new DataFile(row, file.bytes(), file.modified());
  }

  private static Optional<Split> splitOf(String file) {
    int slash = file.lastIndexOf('/');
    String word = file.substring(slash + 1).split("[-_.]", 2)[0];
    Optional<Split> byName = Splits.parse(word);
    return byName.isPresent() || slash < 0
        ? byName
        : Splits.parse(file.substring(file.lastIndexOf('/', slash - 1) + 1, slash));
  }

  private static ParquetTable open(DataRoot root, String file) {
    try {
      return ParquetTable.read(root, file);
    } catch (IOException | RuntimeException e) {
      if (e instanceof KindredException k) {
        throw k;
      }
      throw new KindredException(
          Exit.BAD_DATA,
          "%s cannot be read as Parquet: %s; write it again"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }
}
