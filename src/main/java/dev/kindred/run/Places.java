package dev.kindred.run;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Where Hadoop looks for a path, in words. */
public final class Places {
  private Places() {}

  /**
   * Of a path without a file system of its own, the default one unless that is the local disk;
   * empty where there is nothing to say.
   */
  public static String lookedFor(Path path, Configuration hadoop) {
    String scheme = FileSystem.getDefaultUri(hadoop).getScheme();
    return path.toUri().getScheme() != null || "file".equals(scheme)
        ? ""
        : " at %s, the default file system, nor on this machine"
            .formatted(FileSystem.getDefaultUri(hadoop));
  }
}
