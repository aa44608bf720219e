package dev.kindred.image;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The pictures of src/test/python/make_image_matrix.py. */
final class ImageMatrix {
  /**
   * One picture.
   *
   * @param name format and mode
   * @param encoded bytes of the file
   * @param width upright
   * @param height upright
   * @param rgb rows of what is expected
   */
  record Case(String name, byte[] encoded, int width, int height, byte[] rgb) {
    @Override
    public String toString() {
      return name;
    }
  }

  private ImageMatrix() {}

  static List<Case> all() {
    byte[] file = ImageViewTest.resource("matrix.bin.gz");
    List<Case> all = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(file)))) {
      for (int size = in.readUnsignedShort(); size > 0; ) {
        String name = new String(in.readNBytes(size), java.nio.charset.StandardCharsets.UTF_8);
        byte[] encoded = in.readNBytes(in.readInt());
        int width = in.readUnsignedShort();
        int height = in.readUnsignedShort();
        all.add(new Case(name, encoded, width, height, in.readNBytes(3 * width * height)));
        size = in.readUnsignedShort();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
