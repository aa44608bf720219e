package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A table of path, class, split ({@code list.tsv}, {@code list.csv} or a file named by {@code
 * data.path}), paths relative to it. A first line that begins with {@code path} is a header; blank
 * lines and lines that begin with {@code #} are skipped. With two columns the first part of the
 * classes, in name order, trains.
 */
final class TableReader implements DatasetReader {
  private static final List<String> NAMES = List.of("list.tsv", "list.csv");

  @Override
  public String format() {
    return "table";
  }

  @Override
  public boolean recognises(DataRoot root) {
    return root.named().map(TableReader::isTable).orElseGet(() -> find(root) != null);
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String file = root.named().orElseGet(() -> find(root));
    if (file == null) {
      throw new KindredException(
          Exit.BAD_DATA,
          "no list.tsv or list.csv in %s; data.format = table needs one".formatted(root.path()));
    }
    boolean commas = file.endsWith(".csv");
    List<Row> rows = new ArrayList<>();
    List<String> lines = root.lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Place where = Place.line(file, i + 1);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = commas ? Csv.cells(line, where) : List.of(line.split("\t", -1));
      boolean header = rows.isEmpty() && cells.get(0).strip().equalsIgnoreCase("path");
      if (!header) {
        rows.add(row(cells, where));
      }
    }
    add(rows, options, builder);
  }

  private static String find(DataRoot root) {
    return NAMES.stream().filter(root::isFile).findFirst().orElse(null);
  }

  private static boolean isTable(String file) {
    return file.endsWith(".tsv") || file.endsWith(".csv");
  }

  private static Row row(List<String> cells, Place where) {
    if (cells.size() < 2 || cells.size() > 3) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s has %d columns; expected path, class, split".formatted(where, cells.size()));
    }
    Split split = cells.size() == 3 ? Splits.require(cells.get(2), where) : null;
    return new Row(cells.get(0), cells.get(1).strip(), split, where);
  }

  private static void add(List<Row> rows, ReadOptions options, ManifestBuilder builder) {
    TreeSet<String> classes = new TreeSet<>();
    rows.forEach(r -> classes.add(r.className()));
    Map<String, Split> byClass = new HashMap<>();
    for (String name : classes) {
      Split split = Splits.byPosition(byClass.size(), classes.size(), options.trainPart());
      byClass.put(name, split);
    }
    for (Row r : rows) {
      Split split = r.split() == null ? byClass.get(r.className()) : r.split();
      builder.add(r.path(), r.className(), split, r.where());
    }
  }

  private record Row(String path, String className, Split split, Place where) {}
}
