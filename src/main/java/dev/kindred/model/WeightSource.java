package dev.kindred.model;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Places;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads a weights file from any Hadoop file system, whichever form it has. */
public final class WeightSource {
  private WeightSource() {}

  /** As {@code sha256sum} writes it: the digits, then the name. */
  private static final Pattern LINE =
      Pattern.compile("\\\\?([0-9a-fA-F]{64})(\\s.*)?", Pattern.DOTALL);

  private static final int LONGEST_LINE = 4096;

  /**
   * PyTorch, either form, or safetensors. Where a file of the same name and {@code .sha256} lies
   * beside it, the checksum in it is compared.
   *
   * @throws KindredException (bad data) when there is none or it cannot be trusted
   */
  public static StateDict read(String file, Configuration hadoop) {
    Path path = new Path(file);
    Path beside = new Path(file + ".sha256");
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      String sha256 = fs.exists(beside) ? announced(fs, beside) : null;
      return read(fs, path, sha256, beside.toString());
    } catch (FileNotFoundException e) {
      throw missing(file, hadoop, e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Says so before anything else is done for them.
   *
   * @throws KindredException (bad data) when there is no such file
   */
  public static void require(String file, Configuration hadoop) {
    try {
      Path path = new Path(file);
      if (!path.getFileSystem(hadoop).exists(path)) {
        throw missing(file, hadoop, null);
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static KindredException missing(String file, Configuration hadoop, IOException cause) {
    return new KindredException(
        Exit.BAD_DATA,
        "no weights at %s%s; set kindred.backbone.weights to a file, or to none"
            .formatted(file, Places.lookedFor(new Path(file), hadoop)),
        cause);
  }

  private static KindredException unreadable(String file, IOException e) {
    return new KindredException(
        Exit.BAD_DATA, "weights " + file + " cannot be read: " + e.getMessage(), e);
  }

  /**
   * The same with a checksum from elsewhere.
   *
   * @param sha256 in hexadecimal digits, or null when it is not known
   * @param where it stands, for messages
   */
  public static StateDict read(FileSystem fs, Path path, String sha256, String where)
      throws IOException {
    String file = path.toString();
    FileStatus status = fs.getFileStatus(path);
    // Opening a named pipe would wait for a writer.
    if (fs.getScheme().equals("file") && !status.isDirectory()) {
      File local = new File(path.toUri().getPath());
      if (!Files.isRegularFile(local.toPath())) {
        throw BadWeights.of(file, "is not a plain file; check the path");
      }
    }
    try (InputStream in = fs.open(path)) {
      return sha256 == null
          ? WeightFile.read(in, status.getLen(), file)
          : WeightFile.read(in, status.getLen(), file, sha256, where);
    }
  }

  private static String announced(FileSystem fs, Path beside) throws IOException {
    try (InputStream in = fs.open(beside)) {
      String text = new String(in.readNBytes(LONGEST_LINE), StandardCharsets.US_ASCII).strip();
      Matcher line = LINE.matcher(text);
      if (!line.matches()) {
        throw BadWeights.of(
            beside.toString(), "has no SHA-256 as sha256sum writes it; write it anew or delete it");
      }
      return line.group(1);
    }
  }
}
