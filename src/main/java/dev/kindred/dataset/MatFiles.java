package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Struct;

/** MATLAB files (MAT version 5) with a struct array {@code annotations}. */
final class MatFiles {
  private MatFiles() {}

  static MatFile open(DataRoot root, String file) {
    byte[] bytes = root.bytes(file);
    try {
      return Mat5.newReader(Sources.wrap(bytes)).readMat();
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    }
  }

  static KindredException damaged(String file, Exception e) {
    return new KindredException(
        Exit.BAD_DATA,
        "%s is not the MAT file that it should be (%s); download it again"
            .formatted(file, e.getMessage()),
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
