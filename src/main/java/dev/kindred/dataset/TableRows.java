package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** From the rows of a table to images. */
final class TableRows {
  private static final Set<String> TESTS = Set.of("test", "testing", "query", "queries", "gallery");

  private final Header header;
  private final List<Table.Row> rows;
  private final ManifestBuilder builder;
  private final Adder adder;

  private TableRows(Header header, List<Table.Row> rows, ManifestBuilder builder, Adder adder) {
    this.adder = adder;
    this.header = header;
    this.rows = rows;
    this.builder = builder;
  }

  /** One image; {@code split} is null where the table does not say. */
  private record Image(String path, String className, Split split, Object where) {}

  static void add(
      DataRoot root,
      Header header,
      List<Table.Row> rows,
      ReadOptions options,
      ManifestBuilder builder) {
    add(root, header, rows, options, builder, builder::add);
  }

  static void add(
      DataRoot root,
      Header header,
      List<Table.Row> rows,
      ReadOptions options,
      ManifestBuilder builder,
      Adder adder) {
    new TableRows(header, rows, builder, adder).add(root, options);
  }

  private void add(DataRoot root, ReadOptions options) {
    rows.forEach(this::checkCells);
    checkClasses();
    noteUnused();
    boolean backslashes = areBackslashesFolders(root);
    boolean hasTest =
        rows.stream()
            .map(r -> header.cell(r.cells(), Column.SPLIT))
            .anyMatch(w -> w != null && TESTS.contains(w.toLowerCase(Locale.ROOT)));
    List<Image> images = new ArrayList<>(rows.size());
    for (Table.Row row : rows) {
      String path = header.cell(row.cells(), Column.PATH);
      Split split = RowSplit.of(header, row.cells(), hasTest, row.where());
      String className = header.cell(row.cells(), Column.CLASS);
      images.add(
          new Image(backslashes ? path.replace('\\', '/') : path, className, split, row.where()));
    }
    Map<String, Split> byClass = byClass(images, options.trainPart());
    for (Image i : images) {
      Split split = i.split() == null ? byClass.get(i.className()) : i.split();
      adder.add(i.path(), i.className(), split, i.where());
    }
  }

  /** Takes the images. */
  interface Adder {
    void add(String path, String className, Split split, Object where);
  }

  /** The split of each class, in name order, where the table has none. */
  static Map<String, Split> byClass(Iterable<String> names, double trainPart) {
    TreeSet<String> classes = new TreeSet<>();
    names.forEach(classes::add);
    Map<String, Split> byClass = new HashMap<>();
    for (String name : classes) {
      byClass.put(name, Splits.byPosition(byClass.size(), classes.size(), trainPart));
    }
    return byClass;
  }

  private static Map<String, Split> byClass(List<Image> images, double trainPart) {
    return byClass(images.stream().map(Image::className).toList(), trainPart);
  }

  private void checkCells(Table.Row row) {
    int cells = row.cells().size();
    int headed = header.names().size();
    boolean fits = headed > 0 ? cells == headed : cells == positions() && cells <= 3;
    if (!fits) {
      throw new KindredException(
          Exit.BAD_DATA,
          headed > 0
              ? "%s has %d columns instead of the header's %d; quote cells with separators in them"
                  .formatted(row.where(), cells, headed)
              : "%s has %d columns; expected path, class, split".formatted(row.where(), cells));
    }
  }

  private int positions() {
    return header.at().size();
  }

  /** A class's number beside its name says the same; two different divisions do not. */
  private void checkClasses() {
    List<Integer> columns = header.classColumns();
    int first = columns.get(0);
    for (int other : columns.subList(1, columns.size())) {
      Map<String, String> forth = new HashMap<>();
      Map<String, String> back = new HashMap<>();
      for (Table.Row row : rows) {
        String a = row.cells().get(first).strip();
        String b = row.cells().get(other).strip();
        if (!forth.computeIfAbsent(a, k -> b).equals(b)
            || !back.computeIfAbsent(b, k -> a).equals(a)) {
          throw new KindredException(
              Exit.BAD_DATA,
              "%s: columns '%s' and '%s' could both be the class, and differ; rename one of them"
                  .formatted(row.where(), header.names().get(first), header.names().get(other)));
        }
      }
    }
  }

  private void noteUnused() {
    List<String> unused = header.unused();
    if (!unused.isEmpty()) {
      builder.note(
          "of the table's columns these are not used: %s".formatted(String.join(", ", unused)));
    }
  }

  /** A table from Windows, unless there really are such files. */
  private boolean areBackslashesFolders(DataRoot root) {
    for (Table.Row row : rows) {
      String path = header.cell(row.cells(), Column.PATH);
      if (path.indexOf('\\') > 0 && path.charAt(1) != ':' && !path.contains("/")) {
        return !root.isFile(path);
      }
    }
    return false;
  }
}
