package dev.kindred.cli;

import dev.kindred.engine.choice.Engines;
import dev.kindred.image.PerceptualHash;
import dev.kindred.image.RawPixels;
import dev.kindred.image.Workspace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** The native libraries that tasks use: ND4J, OpenBLAS, oneDNN, OpenCV. */
final class NativeLibraries {
  private NativeLibraries() {}

  /** Loads all of them; what is not on this machine yet is unpacked by that. */
  static void load() {
    Engines.dl4j().load();
    try (Workspace workspace = new Workspace()) {
      // OpenCV's codecs load with the first image.
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
      RawPixels.of(workspace, png.toByteArray(), 32);
      PerceptualHash.of(workspace, png.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
