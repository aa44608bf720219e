package dev.kindred.dataset;

import java.util.Locale;
import java.util.Set;

/** What systems and programs leave behind in folders; nobody means it as data. */
final class Litter {
  private static final Set<String> NAMES =
      Set.of(
          ".ds_store",
          "thumbs.db",
          "ehthumbs.db",
          "desktop.ini",
          "icon\r",
          ".directory",
          "__macosx",
          "@eadir",
          "@recycle",
          "@recently-snapshot",
          "#recycle",
          "#snapshot",
          "lost+found",
          "$recycle.bin",
          "system volume information",
          "found.000",
          ".ipynb_checkpoints",
          "__pycache__",
          ".git",
          ".svn",
          ".hg",
          ".dvc",
          ".trash",
          ".trashes",
          ".spotlight-v100",
          ".fseventsd",
          ".temporaryitems",
          ".documentrevisions-v100",
          ".appledouble",
          ".thumbnails",
          ".picasa.ini",
          "picasa.ini",
          ".gitkeep",
          ".keep",
          ".gitignore",
          ".gitattributes",
          ".nomedia",
          ".snapshot");

  private Litter() {}

  /** Of a file or a folder; case does not matter. */
  static boolean is(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.contains(lower) || name.startsWith("._") || lower.startsWith(".trash-");
  }

  /** Hidden by the system's convention. */
  static boolean isHidden(String name) {
    return name.startsWith(".");
  }
}
