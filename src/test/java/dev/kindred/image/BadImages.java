package dev.kindred.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/**
 * A corpus of bad images, made here by hand: name to bytes and the class that they are given. Long,
 * since every kind is written out where a reader can see what is wrong with it.
 */
final class BadImages {
  /** Bytes and the accepted class. */
  record Bad(byte[] bytes, Broken reason) {}

  private final Map<String, Bad> all = new LinkedHashMap<>();

  static Map<String, Bad> corpus() {
    BadImages b = new BadImages();
    b.notImages();
    b.truncated();
    b.bombs();
    b.contradictions();
    b.unsupported();
    return b.all;
  }

  private void put(String name, byte[] bytes, Broken reason) {
    all.put(name, new Bad(bytes, reason));
  }

  private void notImages() {
    put("empty", new byte[0], Broken.EMPTY);
    put("one byte", new byte[] {(byte) 0xff}, Broken.NOT_AN_IMAGE);
    put("zeros", new byte[5000], Broken.NOT_AN_IMAGE);
    put("HTML saved as jpg", ascii("<!DOCTYPE html><html>404</html>"), Broken.NOT_AN_IMAGE);
    put("HTML after blanks", ascii("\n\n  <html><body>"), Broken.NOT_AN_IMAGE);
    put("text", ascii("just some text"), Broken.NOT_AN_IMAGE);
    put("JSON", ascii("{\"error\": \"not found\"}"), Broken.NOT_AN_IMAGE);
    put("SVG", ascii("<svg xmlns='http://www.w3.org/2000/svg'/>"), Broken.NOT_AN_IMAGE);
    put("PDF", ascii("%PDF-1.7 ..."), Broken.NOT_AN_IMAGE);
    put("ZIP", ascii("PK\u0003\u0004xxxxxxxxxxxx"), Broken.NOT_AN_IMAGE);
    put("LFS pointer", ascii("version https://git-lfs.github.com/spec/v1"), Broken.NOT_AN_IMAGE);
    put("JPEG without its first byte", tail(jpeg(), 1), Broken.NOT_AN_IMAGE);
  }

  private void truncated() {
    for (String format : new String[] {"jpg", "png", "gif", "bmp", "tif"}) {
      byte[] whole = encode(format, BufferedImage.TYPE_3BYTE_BGR);
      for (int percent : new int[] {5, 25, 50, 75, 95}) {
        byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
        put(format + " cut at " + percent + " %", part, Broken.TRUNCATED);
      }
      // A JPEG that lacks nothing but its end marker is a picture: JpegDataTest.
      if (!format.equals("jpg")) {
        byte[] almost = Arrays.copyOf(whole, whole.length - 1);
        put(format + " without its last byte", almost, Broken.TRUNCATED);
      }
    }
    put("JPEG magic alone", head(jpeg(), 3), Broken.TRUNCATED);
    put("PNG magic alone", head(png(), 8), Broken.TRUNCATED);
    put("JPEG cut and filled with zeros", zeroTail(jpeg()), Broken.TRUNCATED);
    put("WebP cut", head(webp(), 30), Broken.TRUNCATED);
  }

  private void bombs() {
    put(
        "PNG of 2^31 - 1 squared",
        pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE),
        Broken.TOO_LARGE);
    put("PNG of 60,000 squared", pngHeader(60_000, 60_000), Broken.TOO_LARGE);
    put("PNG of zero width", pngHeader(0, 10), Broken.CORRUPT);
    put("PNG bomb: 20,000 squared in few bytes", pngBomb(20_000), Broken.TOO_LARGE);
    put("GIF of 65,535 squared", gifHeader(65_535, 65_535), Broken.TOO_LARGE);
    put("JPEG of 65,500 squared", patchSize(jpeg(), 65_500, 65_500), Broken.TOO_LARGE);
    put("BMP of 2^31 - 1", bmpHeader(Integer.MAX_VALUE, 10), Broken.TOO_LARGE);
    put("BMP of negative width", bmpHeader(-5, 10), Broken.CORRUPT);
    put("TIFF of 2^32 - 1 squared", tiff(0xffffffffL, 0xffffffffL), Broken.TOO_LARGE);
    put("JPEG of a thousand scans", manyScans(), Broken.TOO_LARGE);
    put("PNG of one pixel by 5,000", pngHeader(5_000, 1), Broken.UNSUPPORTED);
    put("too many bytes", new byte[3_000_000], Broken.TOO_MANY_BYTES);
  }

  private void contradictions() {
    put("PNG without pixel data", pngHeader(10, 10), Broken.CORRUPT);
    put("PNG with random pixel data", pngRandom(), Broken.CORRUPT);
    put("PNG with too little pixel data", pngShort(), Broken.CORRUPT);
    put("PNG with a wrong checksum", wrongChecksum(), Broken.CORRUPT);
    put("JPEG without a frame", new byte[] {-1, -40, -1, -39}, Broken.CORRUPT);
    put("JPEG with a table of length 0", new byte[] {-1, -40, -1, -37, 0, 0, 0}, Broken.CORRUPT);
    put("JPEG that ends in a comment", new byte[] {-1, -40, -1, -2, 0, 0, 0}, Broken.TRUNCATED);
    put("JPEG of zero height", patchSize(jpeg(), 64, 0), Broken.CORRUPT);
    put(
        "GIF without a picture",
        concat(head(gifHeader(9, 9), 13), new byte[] {0x3b}),
        Broken.CORRUPT);
    put(
        "GIF with an unknown block",
        concat(head(gifHeader(9, 9), 13), new byte[] {7}),
        Broken.CORRUPT);
    put("GIF with too few pixels", gifShort(), Broken.CORRUPT);
    put("TIFF with strips outside", tiff(10, 10), Broken.TRUNCATED);
    put("TIFF with a loop", new byte[] {'I', 'I', 42, 0, 4, 0, 0, 0}, Broken.TRUNCATED);
    put(
        "WebP without a picture",
        concat(ascii("RIFF\u0010\0\0\0WEBPXXXX"), new byte[8]),
        Broken.CORRUPT);
    put("WebP with a damaged picture", webp(), Broken.CORRUPT);
  }

  private void unsupported() {
    put("AVIF", ascii("\0\0\0\u001cftypavif\0\0\0\0"), Broken.UNSUPPORTED);
    put("JPEG 2000", ascii("\0\0\0\fjP  \r\n"), Broken.UNSUPPORTED);
    put("Photoshop", ascii("8BPS\0\u0001"), Broken.UNSUPPORTED);
    put("ICO", new byte[] {0, 0, 1, 0, 1, 0}, Broken.UNSUPPORTED);
    put("BigTIFF", new byte[] {'I', 'I', 43, 0, 8, 0, 0, 0}, Broken.UNSUPPORTED);
    put("lossless JPEG", patchMarker(jpeg(), 0xc3), Broken.UNSUPPORTED);
  }

  static byte[] jpeg() {
    return encode("jpg", BufferedImage.TYPE_3BYTE_BGR);
  }

  static byte[] png() {
    return encode("png", BufferedImage.TYPE_3BYTE_BGR);
  }

  /** 64 x 48: red above, blue below, a white spot at the upper left. */
  static byte[] encode(String format, int type) {
    BufferedImage image = new BufferedImage(64, 48, type);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.RED);
    g.fillRect(0, 0, 64, 24);
    g.setColor(Color.BLUE);
    g.fillRect(0, 24, 64, 24);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 16, 12);
    g.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] zeroTail(byte[] image) {
    byte[] copy = image.clone();
    Arrays.fill(copy, copy.length - 20, copy.length, (byte) 0);
    return copy;
  }

  private static byte[] pngHeader(int width, int height) {
    return concat(head(png(), 8), ihdr(width, height), chunk("IEND", new byte[0]));
  }

  private static byte[] ihdr(int width, int height) {
    byte[] data =
        ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) 2).array();
    return chunk("IHDR", data);
  }

  private static byte[] pngBomb(int side) {
    return concat(
        head(png(), 8),
        ihdr(side, side),
        chunk("IDAT", deflate(1 << 20)),
        chunk("IEND", new byte[0]));
  }

  private static byte[] pngShort() {
    return concat(
        head(png(), 8), ihdr(50, 50), chunk("IDAT", deflate(700)), chunk("IEND", new byte[0]));
  }

  private static byte[] pngRandom() {
    byte[] noise = new byte[500];
    new java.util.Random(1).nextBytes(noise);
    return concat(head(png(), 8), ihdr(50, 50), chunk("IDAT", noise), chunk("IEND", new byte[0]));
  }

  private static byte[] wrongChecksum() {
    byte[] png = png();
    int at = indexOf(png, ascii("IDAT"));
    png[at + 20] ^= 0x55;
    return png;
  }

  private static byte[] deflate(int zeros) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream d = new DeflaterOutputStream(out)) {
      d.write(new byte[zeros]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] chunk(String type, byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(ascii(type));
    crc.update(data);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(data.length);
      out.write(ascii(type));
      out.write(data);
      out.writeInt((int) crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gifHeader(int width, int height) {
    ByteBuffer b = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    return b.put(ascii("GIF89a")).putShort((short) width).putShort((short) height).array();
  }

  /** The first block of data, which holds what is left, ends the picture. */
  private static byte[] gifShort() {
    byte[] gif = encode("gif", BufferedImage.TYPE_3BYTE_BGR);
    int data = indexOf(gif, new byte[] {0x2c, 0, 0, 0, 0, 64, 0, 48, 0}) + 10;
    int half = (gif[data + 1] & 0xff) / 2;
    gif[data + 1] = (byte) half;
    return concat(head(gif, data + 2 + half), new byte[] {0, 0x3b});
  }

  private static byte[] bmpHeader(int width, int height) {
    ByteBuffer b = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("BM")).putInt(200).putInt(0).putInt(54).putInt(40).putInt(width).putInt(height);
    return b.putShort((short) 1).putShort((short) 24).array();
  }

  private static byte[] tiff(long width, long height) {
    ByteBuffer b = ByteBuffer.allocate(80).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("II")).putShort((short) 42).putInt(8).putShort((short) 4);
    long[][] tags = {{256, width}, {257, height}, {273, 9_999}, {279, 300}};
    for (long[] tag : tags) {
      b.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt((int) tag[1]);
    }
    return b.array();
  }

  private static byte[] webp() {
    ByteBuffer b = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    b.put(ascii("RIFF")).putInt(52).put(ascii("WEBPVP8 ")).putInt(40);
    b.put(new byte[] {0x30, 1, 0, 0, 0, 0}).putShort((short) 64).putShort((short) 64);
    return b.array();
  }

  private static byte[] patchSize(byte[] jpeg, int width, int height) {
    int at = indexOf(jpeg, new byte[] {-1, (byte) 0xc0});
    ByteBuffer.wrap(jpeg).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
    return jpeg;
  }

  private static byte[] patchMarker(byte[] jpeg, int marker) {
    jpeg[indexOf(jpeg, new byte[] {-1, (byte) 0xc0}) + 1] = (byte) marker;
    return jpeg;
  }

  private static byte[] manyScans() {
    byte[] jpeg = jpeg();
    int at = indexOf(jpeg, new byte[] {-1, (byte) 0xda});
    byte[] scan = Arrays.copyOfRange(jpeg, at, jpeg.length - 2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head(jpeg, at));
    for (int i = 0; i < 1000; i++) {
      out.writeBytes(scan);
    }
    out.writeBytes(new byte[] {-1, -39});
    return out.toByteArray();
  }

  static int indexOf(byte[] in, byte[] what) {
    for (int i = 0; i + what.length <= in.length; i++) {
      if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new IllegalArgumentException("not found");
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  static byte[] head(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
