import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Joins the shaded classes and the jars of native libraries to one jar, as Maven's package phase
 * does. Entries are copied as they are compressed: maven-shade-plugin would inflate and deflate a
 * gigabyte of libraries, which takes minutes.
 *
 * <p>Arguments: the jar to make, the jar of classes, the file with the class path, the platform
 * whose libraries go in.
 */
public final class ClusterJar {
  private final Set<String> names = new HashSet<>();

  private ClusterJar() {}

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    List<Path> parts = new ArrayList<>(List.of(Path.of(args[1])));
    for (String entry : Files.readString(Path.of(args[2])).strip().split(":")) {
      if (Path.of(entry).getFileName().toString().matches(".*-\\Q" + args[3] + "\\E(-gpu|-cudnn)?[.]jar")
          && (entry.contains("/org/bytedeco/") || entry.contains("/org/nd4j/"))) {
        parts.add(Path.of(entry));
      }
    }
    // A reader of the old one, such as a running driver, keeps it.
    Path aside = jar.resolveSibling(jar.getFileName() + ".part");
    new ClusterJar().join(aside, parts);
    Files.move(aside, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(Path.of(args[1]));
  }

  private void join(Path target, List<Path> parts) throws IOException {
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(target)) {
      for (Path part : parts) {
        try (ZipFile from = new ZipFile(part)) {
          from.copyRawEntries(out, this::isWanted);
        }
      }
    }
  }

  private boolean isWanted(ZipArchiveEntry entry) {
    return !entry.getName().endsWith("module-info.class")
        && (names.isEmpty() || !entry.getName().startsWith("META-INF/MANIFEST"))
        && names.add(entry.getName());
  }
}
