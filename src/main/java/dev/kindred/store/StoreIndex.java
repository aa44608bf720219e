package dev.kindred.store;

import dev.kindred.dataset.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where each image of a store lies, its class and its split. Primitive arrays only (25 bytes an
 * image), so that it is cheap to broadcast. Ids are positions in the lists as they were read; ids
 * of images that were left out are unused.
 */
public final class StoreIndex implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAGIC = 0x4b494459;
  private static final byte UNUSED = -1;
  private static final int BYTES = 25;

  private final int[] shard;
  private final long[] offset;
  private final int[] length;
  private final int[] checksum;
  private final int[] label;
  private final byte[] split;

  StoreIndex(int images) {
    shard = new int[images];
    offset = new long[images];
    length = new int[images];
    checksum = new int[images];
    label = new int[images];
    split = new byte[images];
    Arrays.fill(split, UNUSED);
  }

  /**
   * @param crc of the image's bytes, by {@link Checksum#of}
   */
  void put(int id, int inShard, long at, int bytes, int crc, int classId, Split part) {
    shard[id] = inShard;
    offset[id] = at;
    length[id] = bytes;
    checksum[id] = crc;
    label[id] = classId;
    split[id] = code(part);
  }

  void remove(int id) {
    split[id] = UNUSED;
  }

  /** One more than the greatest id. */
  public int ids() {
    return split.length;
  }

  /** Whether the store has an image of this id. */
  public boolean has(int id) {
    return id >= 0 && id < split.length && split[id] != UNUSED;
  }

  /** Ids of a split, ascending. */
  public int[] ids(Split part) {
    byte code = code(part);
    return IntStream.range(0, split.length).filter(i -> split[i] == code).toArray();
  }

  /** Split of an image. */
  public Split split(int id) {
    for (Split part : Split.values()) {
      if (split[id] == code(part)) {
        return part;
      }
    }
    throw new IllegalArgumentException("the store has no image " + id);
  }

  /** Class of an image. */
  public int label(int id) {
    return label[id];
  }

  /** Classes of images, in their order. */
  public int[] labels(int[] ids) {
    return IntStream.of(ids).map(i -> label[i]).toArray();
  }

  int shard(int id) {
    return shard[id];
  }

  long offset(int id) {
    return offset[id];
  }

  int length(int id) {
    return length[id];
  }

  int checksum(int id) {
    return checksum[id];
  }

  /** As written in the file: never changes its meaning. */
  private static byte code(Split part) {
    return switch (part) {
      case TRAIN -> 0;
      case TEST -> 1;
      case QUERY -> 2;
      case GALLERY -> 3;
      case VALIDATION -> 4;
    };
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 + BYTES * split.length);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(MAGIC);
    out.writeInt(split.length);
    for (int i = 0; i < split.length; i++) {
      out.writeInt(shard[i]);
      out.writeLong(offset[i]);
      out.writeInt(length[i]);
      out.writeInt(checksum[i]);
      out.writeInt(label[i]);
      out.writeByte(split[i]);
    }
    return bytes.toByteArray();
  }

  static StoreIndex fromBytes(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    if (in.readInt() != MAGIC) {
      throw new IOException("its index is not of this version");
    }
    int images = in.readInt();
    if (images < 0 || bytes.length != 8 + (long) BYTES * images) {
      throw new IOException("its index is damaged");
    }
    StoreIndex index = new StoreIndex(images);
    for (int i = 0; i < index.split.length; i++) {
      index.shard[i] = in.readInt();
      index.offset[i] = in.readLong();
      index.length[i] = in.readInt();
      index.checksum[i] = in.readInt();
      index.label[i] = in.readInt();
      index.split[i] = in.readByte();
    }
    return index;
  }
}
