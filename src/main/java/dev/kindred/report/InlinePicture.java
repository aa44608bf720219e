package dev.kindred.report;

import java.util.Base64;

/**
 * A thumbnail.
 *
 * @param bytes of a PNG or JPEG file; keep it small, the page holds all of them
 * @param caption its class
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of an image, only read
public record InlinePicture(byte[] bytes, String caption) {
  /**
   * The image within an address, so that the page needs no second file.
   *
   * @throws IllegalArgumentException when the bytes are neither PNG nor JPEG
   */
  String dataUri() {
    String type;
    if (bytes.length > 3 && (bytes[0] & 0xff) == 0x89 && bytes[1] == 'P') {
      type = "png";
    } else if (bytes.length > 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8) {
      type = "jpeg";
    } else {
      throw new IllegalArgumentException("picture of " + caption + " is neither PNG nor JPEG");
    }
    return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
