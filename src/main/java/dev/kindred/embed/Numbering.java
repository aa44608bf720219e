package dev.kindred.embed;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Numbers for names: whole numbers keep theirs, if all names are such; otherwise by alphabet. The
 * same for any order of the rows.
 *
 * @param sorted names; null where they are numbers themselves
 */
@SuppressWarnings("ArrayRecordComponent") // sent once
record Numbering(String[] sorted) implements Serializable {
  private static final int DIGITS = 9;

  /** Of ids that are all different, or of class names of which each stands once. */
  static Numbering of(String[] sorted) {
    boolean whole = Arrays.stream(sorted).allMatch(Numbering::isWhole);
    return new Numbering(whole ? null : sorted);
  }

  static Numbering alphabetic(String[] sorted) {
    return new Numbering(sorted);
  }

  private static boolean isWhole(String name) {
    return name.length() <= DIGITS
        && !name.isEmpty()
        && name.chars().allMatch(c -> c >= '0' && c <= '9')
        && (name.length() == 1 || name.charAt(0) != '0');
  }

  int of(String name) {
    return sorted == null ? Integer.parseInt(name) : Arrays.binarySearch(sorted, name);
  }
}
