package dev.kindred.model;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads a weights file from any Hadoop file system, whichever form it has. */
public final class WeightSource {
  private WeightSource() {}

  /**
   * PyTorch, either form, or safetensors.
   *
   * @throws KindredException (bad data) when there is none or it cannot be trusted
   */
  public static StateDict read(String file, Configuration hadoop) {
    Path path = new Path(file);
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      long length = fs.getFileStatus(path).getLen();
      try (InputStream in = fs.open(path)) {
        return WeightFile.read(in, length, file);
      }
    } catch (FileNotFoundException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "no weights at " + file + "; set kindred.backbone.weights to a file, or to none",
          e);
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA, "weights " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
