package dev.kindred.image;

import static dev.kindred.image.BadImages.ascii;
import static dev.kindred.image.BadImages.chunk;
import static dev.kindred.image.BadImages.concat;
import static dev.kindred.image.BadImages.head;
import static dev.kindred.image.BadImages.indexOf;
import static dev.kindred.image.BadImages.tail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;

/** Small files that ask for much: name to bytes and how they end, as an image or of a class. */
final class ImageBombs {
  /**
   * One file.
   *
   * @param bytes of it
   * @param reason why it is refused; empty when it is an image
   */
  record Bomb(byte[] bytes, Optional<Broken> reason) {}

  private final Map<String, Bomb> all = new LinkedHashMap<>();

  static Map<String, Bomb> all() {
    ImageBombs b = new ImageBombs();
    b.pngs();
    b.jpegs();
    b.tiffs();
    b.others();
    return b.all;
  }

  private void image(String name, byte[] bytes) {
    all.put(name, new Bomb(bytes, Optional.empty()));
  }

  private void refused(String name, byte[] bytes, Broken reason) {
    all.put(name, new Bomb(bytes, Optional.of(reason)));
  }

  private void pngs() {
    byte[] zeros = deflate(4 << 20);
    byte[] huge = deflate(256 << 20);
    image("3,000 compressed texts", png(3000, "zTXt", concat(ascii("Comment\0\0"), zeros)));
    image("3,000 international texts", png(3000, "iTXt", concat(ascii("a\0\1\0\0\0"), zeros)));
    image("1,000 profiles", png(1000, "iCCP", concat(ascii("ICC\0\0"), zeros)));
    image("a profile of 256 MiB", png(1, "iCCP", concat(ascii("ICC\0\0"), huge)));
    image("EXIF text", png(200, "zTXt", concat(ascii("Raw profile type exif\0\0"), huge)));
    image("XMP", png(200, "iTXt", concat(ascii("XML:com.adobe.xmp\0\1\0\0\0"), huge)));
    image("200,000 chunks", png(200_000, "prVt", new byte[0]));
    image("suggested palettes", png(2000, "sPLT", concat(ascii("p\0\10"), new byte[6000])));
    image("10,000 frames", png(10_000, "fdAT", new byte[40]));
    image("EXIF with a loop", png(1000, "eXIf", loop()));
  }

  private void jpegs() {
    byte[] photo = ImageViewTest.resource("odd/progressive.jpg");
    int frame = indexOf(photo, new byte[] {-1, (byte) 0xc2});
    int scan = indexOf(photo, new byte[] {-1, (byte) 0xda});
    byte[] big = photo.clone();
    ByteBuffer.wrap(big).putShort(frame + 5, (short) 9_900).putShort(frame + 7, (short) 10_000);
    byte[] rest = Arrays.copyOfRange(big, scan, big.length - 2);
    ByteArrayOutputStream scans = new ByteArrayOutputStream();
    scans.writeBytes(head(big, scan));
    for (int i = 0; i < 25; i++) {
      scans.writeBytes(rest);
    }
    scans.writeBytes(tail(big, big.length - 2));
    refused("99 megapixels in many scans", scans.toByteArray(), Broken.TOO_LARGE);
    byte[] jpeg = BadImages.jpeg();
    byte[] comment = {-1, -2, 0, 2};
    image("200,000 comments", concat(head(jpeg, 2), repeated(comment, 200_000), tail(jpeg, 2)));
    byte[] exif = segment(0xe1, concat(ascii("Exif\0\0"), loop()));
    image("a thousand EXIF blocks", concat(head(jpeg, 2), repeated(exif, 1000), tail(jpeg, 2)));
    byte[] many = concat(ascii("Exif\0\0II*\0\10\0\0\0"), repeated(new byte[] {-1, -1}, 30_000));
    image("EXIF of 65,535 entries", concat(head(jpeg, 2), segment(0xe1, many), tail(jpeg, 2)));
    image("fill bytes", concat(head(jpeg, 2), repeated(new byte[] {-1}, 1 << 20), tail(jpeg, 2)));
    int sof = indexOf(jpeg, new byte[] {-1, (byte) 0xc0});
    refused("12 bits", patched(jpeg, sof + 4, 12), Broken.UNSUPPORTED);
    refused("lossless", patched(jpeg, sof + 1, 0xc3), Broken.UNSUPPORTED);
    refused("hierarchical", patched(jpeg, sof + 1, 0xc5), Broken.UNSUPPORTED);
    refused("arithmetic, lossless", patched(jpeg, sof + 1, 0xcb), Broken.UNSUPPORTED);
    refused("two components", patched(jpeg, sof + 9, 2), Broken.UNSUPPORTED);
    refused("no components", patched(jpeg, sof + 9, 0), Broken.UNSUPPORTED);
  }

  private void tiffs() {
    refused("tiles of 65,535 squared", tiff(4, 4, 322, 65_535, 323, 65_535), Broken.TOO_LARGE);
    refused("65,535 samples", tiff(4, 4, 277, 65_535), Broken.UNSUPPORTED);
    refused("a million strips", tiff(1000, 100_000, 278, 1), Broken.TOO_LARGE);
    refused("samples of 32 bits", tiff(4, 4, 258, 32), Broken.UNSUPPORTED);
    refused("floating point", tiff(4, 4, 339, 3), Broken.UNSUPPORTED);
    refused("too few strips", tiff(40, 40, 278, 1), Broken.CORRUPT);
    image("a directory that follows itself", tiff(4, 4));
    image("sub-directories in a loop", tiff(4, 4, 330, 8, 34_665, 8));
    refused("a palette of 2^32 - 1", longTag(320), Broken.TRUNCATED);
    image("a profile of 2^32 - 1", longTag(34_675));
    image("XMP of 2^32 - 1", longTag(700));
  }

  private void others() {
    byte[] gif = BadImages.encode("gif", java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
    int at = indexOf(gif, new byte[] {0x2c});
    byte[] frame = Arrays.copyOfRange(gif, at, gif.length - 1);
    image("GIF of 5,000 frames", concat(head(gif, at), repeated(frame, 5000), ascii(";")));
    byte[] blocks = concat(ascii("!\u00fe"), repeated(new byte[] {1, 1}, 1 << 20), new byte[1]);
    image("GIF of a million blocks", concat(head(gif, at), blocks, tail(gif, at)));
    ByteBuffer webp = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    webp.put(ascii("RIFF")).putInt(52).put(ascii("WEBPVP8X")).putInt(10).putInt(2);
    webp.putInt(0xffffff).putShort((short) -1);
    refused("WebP of 2^24 squared", webp.array(), Broken.TOO_LARGE);
    byte[] bmp = BadImages.encode("bmp", java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
    refused("BMP header of 2^32 - 1", patched(bmp, 17, 0xff), Broken.TRUNCATED);
    refused("BMP pixels behind the end", patched(bmp, 13, 0xff), Broken.TRUNCATED);
    image("BMP of wrong file size", patched(bmp, 5, 0xff));
  }

  private static byte[] patched(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  private static byte[] loop() {
    byte[] ifd = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x69, (byte) 0x87, 4, 0, 1, 0, 0, 0, 8, 0, 0};
    return Arrays.copyOf(ifd, 40);
  }

  private static byte[] png(int count, String type, byte[] data) {
    byte[] png = BadImages.png();
    return concat(head(png, 33), repeated(chunk(type, data), count), tail(png, 33));
  }

  private static byte[] segment(int marker, byte[] data) {
    byte[] head =
        ByteBuffer.allocate(4)
            .put((byte) -1)
            .put((byte) marker)
            .putShort((short) (data.length + 2))
            .array();
    return concat(head, data);
  }

  /** An uncompressed grey picture; tags and values, of which 273 and 279 are added. */
  private static byte[] tiff(int width, int height, int... more) {
    java.util.TreeMap<Integer, Integer> tags = new java.util.TreeMap<>();
    int[] usual = {256, width, 257, height, 258, 8, 259, 1, 262, 1, 273, 200, 277, 1, 279, 16};
    for (int[] list : new int[][] {usual, more}) {
      for (int i = 0; i < list.length; i += 2) {
        tags.put(list[i], list[i + 1]);
      }
    }
    ByteBuffer b = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("II*\0")).putInt(8).putShort((short) tags.size());
    tags.forEach((tag, v) -> b.putShort((short) (int) tag).putShort((short) 4).putInt(1).putInt(v));
    b.putInt(8);
    return b.array();
  }

  private static byte[] longTag(int tag) {
    byte[] tiff = tiff(4, 4, tag, 100);
    ByteBuffer b = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 10; at + 12 < tiff.length; at += 12) {
      if ((b.getShort(at) & 0xffff) == tag) {
        b.putShort(at + 2, (short) 3).putInt(at + 4, -1);
      }
    }
    return tiff;
  }

  private static byte[] repeated(byte[] what, int times) {
    byte[] all = new byte[what.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(what, 0, all, i * what.length, what.length);
    }
    return all;
  }

  private static byte[] deflate(int zeros) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] some = new byte[1 << 20];
    try (DeflaterOutputStream d = new DeflaterOutputStream(out)) {
      for (int left = zeros; left > 0; left -= some.length) {
        d.write(some, 0, Math.min(left, some.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
