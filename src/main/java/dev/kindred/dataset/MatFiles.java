package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Struct;

/** MATLAB files (MAT version 5) with a struct array {@code annotations}. */
final class MatFiles {
  private MatFiles() {}

  static MatFile open(DataRoot root, String file) {
    byte[] bytes = bytes(root, file);
    try {
      MatBounds.check(bytes);
      return Mat5.newReader(Sources.wrap(bytes)).readMat();
      // The reader takes sizes and nesting at their word.
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw damaged(file, e);
    }
  }

  private static byte[] bytes(DataRoot root, String file) {
    try {
      Path path = SafePath.resolve(root.path(), file);
      if (root.fileSystem().getFileStatus(path).getLen() > MatBounds.LARGEST) {
        throw damaged(file, new IOException("it is far larger"));
      }
    } catch (IOException e) {
      throw damaged(file, e);
    }
    return root.bytes(file);
  }

  static KindredException damaged(String file, Throwable e) {
    return new KindredException(
        Exit.BAD_DATA,
        "%s is not the MAT file that it should be (%s); download it again"
            .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }

  /** A string of the i-th element. */
  static String text(Struct s, String field, int i) {
    return s.getChar(field, i).getString();
  }

  /** A whole number of the i-th element. */
  static int number(Struct s, String field, int i) {
    return s.getMatrix(field, i).getInt(0);
  }
}
