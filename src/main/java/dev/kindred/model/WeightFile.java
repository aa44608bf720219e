package dev.kindred.model;

import dev.kindred.run.KindredException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a weight file of any known form; the form is told by the first bytes, not by the name. */
public final class WeightFile {
  private static final long LARGEST = Integer.MAX_VALUE - 8L;

  private WeightFile() {}

  /**
   * The state dict in a file of torch.save or safetensors.
   *
   * @throws KindredException (bad data) when the file is not there, of another form, damaged or
   *     holds anything but plain weights
   */
  public static StateDict read(Path file) {
    return open(file, WeightFile::read);
  }

  /**
   * The state dict in a stream, from Hadoop's file systems for instance.
   *
   * @param length bytes in the stream
   * @param source its name for messages
   */
  public static StateDict read(InputStream in, long length, String source) throws IOException {
    return read(bytes(in, length, source), source);
  }

  /**
   * The same for a file whose checksum is known.
   *
   * @param sha256 in hexadecimal digits
   * @param where it stands, for messages
   */
  static StateDict read(InputStream in, long length, String source, String sha256, String where)
      throws IOException {
    ByteBuffer file = bytes(in, length, source);
    if (!Checksums.of(file).equalsIgnoreCase(sha256)) {
      throw BadWeights.damaged(source, "its SHA-256 is not that in " + where);
    }
    return read(file, source);
  }

  private static StateDict read(ByteBuffer file, String source) {
    boolean json = file.capacity() > Long.BYTES && file.get(Long.BYTES) == '{';
    return json && !TorchFile.isTorch(file)
        ? SafetensorsReader.read(file, source)
        : TorchFile.read(file, source);
  }

  /** Reads a stream of known length. */
  interface Reader {
    StateDict read(InputStream in, long length, String source) throws IOException;
  }

  static StateDict open(Path file, Reader reader) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw BadWeights.of(file.toString(), "is not a plain file; check the path");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return reader.read(in, Files.size(file), file.toString());
    } catch (NoSuchFileException e) {
      throw BadWeights.of(file.toString(), "no such weight file; check the path");
    } catch (IOException e) {
      throw BadWeights.of(
          file.toString(), "cannot be read (" + e.getMessage() + "); check path and permissions");
    }
  }

  /**
   * All bytes of a stream.
   *
   * @param length bytes that are expected
   * @throws KindredException (bad data) when there are 2 GiB or more, or fewer or more than
   *     expected
   */
  static ByteBuffer bytes(InputStream in, long length, String source) throws IOException {
    if (length > LARGEST) {
      throw BadWeights.of(
          source, "is larger than 2 GiB; use weights of one of the known backbones");
    }
    HeapRoom.check(source, length, length / Float.BYTES);
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length || in.read() >= 0) {
      throw BadWeights.damaged(source, "its length is not the " + length + " bytes announced");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
