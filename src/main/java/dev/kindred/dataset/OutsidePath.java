package dev.kindred.dataset;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Paths as people list them: relative to the data folder, absolute, or URLs. What lies inside the
 * folder becomes relative; the rest is refused unless it is allowed.
 */
final class OutsidePath {
  private static final Pattern URL = Pattern.compile("file:/.*|[A-Za-z][A-Za-z0-9+.-]+://.*");
  private static final Pattern WINDOWS = Pattern.compile("[A-Za-z]:[\\\\/].*|\\\\\\\\.*");
  private static final String REFUSED =
      " the data folder; move it inside, or set kindred.data.outside = allow";

  private final Path root;
  private final String rootPath;
  private final String realRoot;
  private final boolean allowed;

  OutsidePath(DataRoot root, boolean allowed) {
    this.root = root.path();
    this.rootPath = folder(this.root.toUri().getPath());
    this.realRoot = folder(real(root));
    this.allowed = allowed;
  }

  private static String folder(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  private static String real(DataRoot root) {
    try {
      return root.lister().real(root.path());
    } catch (IOException e) {
      return root.path().toUri().getPath();
    }
  }

  /** Relative, or with {@code outside} allowed absolute or a URL. */
  String normalise(String path, Object where) {
    String problem = SafePath.common(path);
    if (problem != null || !isSpecial(path)) {
      return SafePath.normalise(path, where);
    }
    if (WINDOWS.matcher(path).matches()) {
      throw SafePath.bad(
          path, where, "is absolute on Windows; list paths relative to the data folder");
    }
    if (URL.matcher(path).matches()) {
      return url(path, where);
    }
    if (path.startsWith("/")) {
      return absolute(path, path, "is absolute and outside", where);
    }
    String joined = SafePath.clean(rootPath + path);
    if (joined == null) {
      throw SafePath.bad(path, where, "has '..' and names no file");
    }
    return absolute("/" + joined, path, "has '..' and leads out of", where);
  }

  private static boolean isSpecial(String path) {
    if (path.startsWith("/") || path.startsWith("\\\\")) {
      return true;
    }
    boolean colon = path.indexOf(':') > 0;
    if (colon && (URL.matcher(path).matches() || WINDOWS.matcher(path).matches())) {
      return true;
    }
    return path.contains("..") && SafePath.clean(path) == null;
  }

  private String url(String path, Object where) {
    String scheme = path.substring(0, path.indexOf(':')).toLowerCase(Locale.ROOT);
    if (scheme.startsWith("http")) {
      throw SafePath.bad(path, where, "is a URL of the web; download the images first");
    }
    Path parsed;
    try {
      parsed = new Path(path);
    } catch (IllegalArgumentException e) {
      throw SafePath.bad(path, where, "is a URL that cannot be understood");
    }
    String host = String.valueOf(parsed.toUri().getAuthority());
    boolean same =
        scheme.equals(root.toUri().getScheme())
            && host.equals(String.valueOf(root.toUri().getAuthority()));
    if (same) {
      return absolute(parsed.toUri().getPath(), path, "is a URL outside", where);
    }
    String authority = parsed.toUri().getAuthority();
    if (authority != null && authority.matches(".*:.*@.*")) {
      throw SafePath.bad(
          path,
          where,
          "is a URL with a password, which every list of the store would show; give it in the"
              + " settings of its file system");
    }
    String full = scheme + "://" + (authority == null ? "" : authority) + parsed.toUri().getPath();
    return allow(full, path, "is a URL outside", where);
  }

  private String absolute(String absolute, String path, String problem, Object where) {
    String clean = SafePath.clean(absolute);
    if (clean == null) {
      throw SafePath.bad(path, where, problem + REFUSED);
    }
    String file = clean.startsWith("/") ? clean : "/" + clean;
    for (String base : new String[] {rootPath, realRoot}) {
      if (file.startsWith(base) && file.length() > base.length()) {
        return file.substring(base.length());
      }
    }
    return allow(file, path, problem, where);
  }

  private String allow(String file, String path, String problem, Object where) {
    if (!allowed) {
      throw SafePath.bad(path, where, problem + REFUSED);
    }
    return file;
  }
}
