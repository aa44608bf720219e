package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import org.apache.hadoop.fs.Path;

/** Relative paths from lists that nobody vouches for: they stay below the data folder. */
public final class SafePath {
  private SafePath() {}

  /**
   * The path without {@code ./} and doubled slashes.
   *
   * @param where shown in the message, such as {@code list.tsv line 12}; its text is asked for only
   *     then
   * @throws KindredException when the path is empty or absolute, has {@code ..} or a control
   *     character
   */
  public static String normalise(String path, Object where) {
    String problem = problem(path);
    if (problem != null) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s: path '%s' %s; list paths relative to the data folder and inside it"
              .formatted(where, printable(path), problem));
    }
    if (!path.contains("//") && !path.startsWith("./") && !path.contains("/./")) {
      return path;
    }
    StringBuilder clean = new StringBuilder();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty() && !segment.equals(".")) {
        clean.append(clean.isEmpty() ? "" : "/").append(segment);
      }
    }
    return clean.toString();
  }

  /** A child of {@code root}; unlike Hadoop's own constructor it takes a colon for a letter. */
  public static Path resolve(Path root, String relative) {
    return new Path(root, new Path(null, null, relative));
  }

  /** Up to the first {@code /}; the whole when there is none. */
  static String firstSegment(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  private static String problem(String path) {
    if (path.isBlank() || path.equals(".") || path.endsWith("/")) {
      return "names no file";
    }
    if (path.startsWith("/") || path.startsWith("\\")) {
      return "is absolute";
    }
    if (path.contains("://")) {
      return "is a URL";
    }
    for (int i = 0; i < path.length(); i++) {
      if (Character.isISOControl(path.charAt(i))) {
        return "has a control character";
      }
    }
    for (int from = 0; from <= path.length(); ) {
      int to = path.indexOf('/', from);
      to = to < 0 ? path.length() : to;
      if (to - from == 2 && path.startsWith("..", from)) {
        return "has '..'";
      }
      from = to + 1;
    }
    return null;
  }

  private static String printable(String path) {
    return path.replaceAll("\\p{Cntrl}", "?");
  }
}
