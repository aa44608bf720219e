package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.fs.Path;

/** Relative paths from lists that nobody vouches for: they stay below the data folder. */
public final class SafePath {
  private SafePath() {}

  /**
   * The path without {@code ./}, {@code ..} and doubled slashes.
   *
   * @param where shown in the message, such as {@code list.tsv line 12}; its text is asked for only
   *     then
   * @throws KindredException when the path is empty or absolute, leads out by {@code ..} or has a
   *     control character
   */
  public static String normalise(String path, Object where) {
    String problem = problem(path);
    if (problem != null) {
      throw bad(path, where, problem + "; list paths relative to the data folder and inside it");
    }
    String clean = clean(path);
    if (clean == null) {
      throw bad(
          path,
          where,
          "has '..' and leads out; list paths relative to the data folder and inside it");
    }
    return clean;
  }

  static KindredException bad(String path, Object where, String problem) {
    return new KindredException(
        Exit.BAD_DATA, "%s: path '%s' %s".formatted(where, printable(path), problem));
  }

  /**
   * Without empty segments, {@code .} and {@code ..}; null when nothing is left or it leads out.
   */
  static String clean(String path) {
    if (!path.contains("//") && !path.contains("./")) {
      return path.endsWith("..") && (path.length() == 2 || path.endsWith("/..")) ? null : path;
    }
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        if (segments.pollLast() == null) {
          return null;
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return segments.isEmpty() ? null : String.join("/", segments);
  }

  /**
   * A child of {@code root}, or with {@code data.outside = allow} any file by its absolute path or
   * URL; unlike Hadoop's own constructor it takes a colon for a letter.
   */
  public static Path resolve(Path root, String path) {
    if (isOutside(path)) {
      return path.startsWith("/")
          ? new Path(root.toUri().getScheme(), root.toUri().getAuthority(), path)
          : new Path(path);
    }
    return new Path(root, new Path(null, null, path));
  }

  /** Whether a cleaned path is absolute or a URL. */
  public static boolean isOutside(String path) {
    return path.startsWith("/") || path.contains("://");
  }

  /** Up to the first {@code /}; the whole when there is none. */
  static String firstSegment(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  private static String problem(String path) {
    String problem = common(path);
    if (problem != null) {
      return problem;
    }
    if (path.startsWith("/") || path.startsWith("\\")) {
      return "is absolute";
    }
    return path.contains("://") ? "is a URL" : null;
  }

  /** What no path may have, wherever it leads. */
  static String common(String path) {
    if (path.isBlank() || path.equals(".") || path.endsWith("/")) {
      return "names no file";
    }
    return path.chars().anyMatch(Character::isISOControl) ? "has a control character" : null;
  }

  private static String printable(String path) {
    return path.replaceAll("\\p{Cntrl}", "?");
  }
}
