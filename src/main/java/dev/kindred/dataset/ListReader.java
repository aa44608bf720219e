package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * {@code list.tsv} or {@code list.csv}: path, class, split, paths relative to the list. A first
 * line that begins with {@code path} is a header, blank lines and lines with {@code #} are skipped.
 * With two columns the first part of the classes, in name order, trains.
 */
final class ListReader implements DatasetReader {
  private static final List<String> NAMES = List.of("list.tsv", "list.csv");

  @Override
  public String format() {
    return "list";
  }

  @Override
  public boolean recognises(DataRoot root) {
    return NAMES.stream().anyMatch(root::isFile);
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String file =
        NAMES.stream()
            .filter(root::isFile)
            .findFirst()
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        "no list.tsv or list.csv in %s; data.format = list needs one"
                            .formatted(root.path())));
    boolean tabs = file.endsWith(".tsv");
    List<Row> rows = new ArrayList<>();
    List<String> lines = root.lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String where = file + " line " + (i + 1);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = tabs ? List.of(line.split("\t", -1)) : Csv.cells(line, where);
      boolean header = rows.isEmpty() && cells.get(0).strip().equalsIgnoreCase("path");
      if (!header) {
        rows.add(row(cells, where));
      }
    }
    add(rows, options, builder);
  }

  private static Row row(List<String> cells, String where) {
    if (cells.size() < 2 || cells.size() > 3) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s has %d columns; expected path, class, split".formatted(where, cells.size()));
    }
    Split split = null;
    if (cells.size() == 3) {
      split =
          Splits.parse(cells.get(2))
              .orElseThrow(
                  () ->
                      new KindredException(
                          Exit.BAD_DATA,
                          "%s: split '%s'; expected train, test, query or gallery"
                              .formatted(where, cells.get(2))));
    }
    return new Row(cells.get(0), cells.get(1).strip(), split, where);
  }

  private static void add(List<Row> rows, ReadOptions options, ManifestBuilder builder) {
    List<String> classes =
        new ArrayList<>(
            rows.stream().map(Row::className).collect(TreeSet::new, TreeSet::add, TreeSet::addAll));
    Map<String, Split> byClass = new HashMap<>();
    for (int c = 0; c < classes.size(); c++) {
      byClass.put(classes.get(c), Splits.byPosition(c, classes.size(), options.trainPart()));
    }
    for (Row r : rows) {
      Split split = r.split() == null ? byClass.get(r.className()) : r.split();
      builder.add(r.path(), r.className(), split, r.where());
    }
  }

  private record Row(String path, String className, Split split, String where) {}
}
