package dev.kindred.embed;

import dev.kindred.dataset.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All but the numbers of a part of a table.
 *
 * @param ids of the rows
 * @param classes that occur, each once
 * @param classOf place in {@code classes} of each row
 * @param splits of the rows, null where there is none
 * @param d length of the first embedding, 0 without rows
 * @param problem with the first bad row, or null
 */
record ForeignHeads(
    ArrayList<String> ids,
    ArrayList<String> classes,
    ArrayList<Integer> classOf,
    ArrayList<Split> splits,
    int d,
    String problem)
    implements Serializable {
  static ForeignHeads of(Iterator<ForeignRow> rows) {
    ForeignHeads heads =
        new ForeignHeads(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0, null);
    Map<String, Integer> places = new HashMap<>();
    int d = 0;
    String problem = null;
    while (rows.hasNext() && problem == null) {
      ForeignRow row = rows.next();
      problem = row.problem();
      if (problem == null) {
        d = d == 0 ? row.embedding().length : d;
        problem =
            row.embedding().length == d
                ? null
                : unequal(row.id(), row.embedding().length, heads.ids.get(0), d);
        heads.ids.add(row.id());
        heads.classOf.add(
            places.computeIfAbsent(
                row.className(),
                name -> {
                  heads.classes.add(name);
                  return heads.classes.size() - 1;
                }));
        heads.splits.add(row.split() == null ? null : split(row.split()));
      }
    }
    return new ForeignHeads(heads.ids, heads.classes, heads.classOf, heads.splits, d, problem);
  }

  static String unequal(String id, int numbers, String other, int others) {
    return "has %d numbers in the embedding of id %s and %d in that of id %s; all need the same number"
        .formatted(numbers, id, others, other);
  }

  /** Null for a word that names none. */
  static Split split(String word) {
    List<Split> all = List.of(Split.values());
    String name = word.strip().toUpperCase(Locale.ROOT);
    return all.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }
}
