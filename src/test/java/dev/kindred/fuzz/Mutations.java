package dev.kindred.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded damage to bytes: the same seed and whole bytes give the same damaged bytes, so that a
 * failure is repeated from two numbers.
 */
public final class Mutations {
  private static final int MOST_AT_ONCE = 6;
  private static final long[] EDGES = {
    0,
    1,
    2,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x10000,
    0x7fffffffL,
    0x80000000L,
    0xffffffffL
  };

  private final List<byte[]> dictionary;

  /**
   * With words of the format that are put in now and then.
   *
   * @param dictionary may be empty
   */
  public Mutations(List<byte[]> dictionary) {
    this.dictionary = List.copyOf(dictionary);
  }

  /**
   * A damaged copy, by one to six changes of different kinds.
   *
   * @param whole is left as it is
   * @param seed of the changes
   */
  public byte[] damage(byte[] whole, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = whole.clone();
    for (int n = 1 + random.nextInt(MOST_AT_ONCE); n > 0; n--) {
      bytes = change(bytes, random);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes, SplittableRandom random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    return switch (random.nextInt(10)) {
      case 0, 1 -> flipBit(bytes, random);
      case 2, 3 -> setByte(bytes, random);
      case 4 -> insert(bytes, random.nextInt(bytes.length + 1), noise(random));
      case 5 -> delete(bytes, random);
      case 6 -> copyBlock(bytes, random);
      case 7 -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
      case 8 -> word(bytes, random);
      default -> number(bytes, random);
    };
  }

  private static byte[] flipBit(byte[] bytes, SplittableRandom random) {
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  /** Half of them near the front, where headers are. */
  private static int place(byte[] bytes, SplittableRandom random) {
    int bound = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 128);
    return random.nextInt(bound);
  }

  private static byte[] setByte(byte[] bytes, SplittableRandom random) {
    bytes[place(bytes, random)] = (byte) random.nextInt();
    return bytes;
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] noise = new byte[1 + random.nextInt(32)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] insert(byte[] bytes, int at, byte[] what) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + what.length);
    System.arraycopy(what, 0, longer, at, what.length);
    System.arraycopy(bytes, at, longer, at + what.length, bytes.length - at);
    return longer;
  }

  private static byte[] delete(byte[] bytes, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    int count = 1 + random.nextInt(Math.min(64, bytes.length - from));
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - count);
    System.arraycopy(bytes, from + count, shorter, from, bytes.length - from - count);
    return shorter;
  }

  private static byte[] copyBlock(byte[] bytes, SplittableRandom random) {
    int from = random.nextInt(bytes.length);
    int count = 1 + random.nextInt(Math.min(256, bytes.length - from));
    byte[] block = Arrays.copyOfRange(bytes, from, from + count);
    return insert(bytes, random.nextInt(bytes.length + 1), block);
  }

  private byte[] word(byte[] bytes, SplittableRandom random) {
    if (dictionary.isEmpty()) {
      return setByte(bytes, random);
    }
    byte[] word = dictionary.get(random.nextInt(dictionary.size()));
    int at = place(bytes, random);
    if (random.nextBoolean()) {
      return insert(bytes, at, word);
    }
    System.arraycopy(word, 0, bytes, at, Math.min(word.length, bytes.length - at));
    return bytes;
  }

  /** A length or count becomes one at the edge of its range, in either byte order. */
  private static byte[] number(byte[] bytes, SplittableRandom random) {
    int size = 1 << random.nextInt(3);
    int at = place(bytes, random);
    long value = EDGES[random.nextInt(EDGES.length)];
    boolean little = random.nextBoolean();
    for (int i = 0; i < size && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (8 * (little ? i : size - 1 - i)));
    }
    return bytes;
  }
}
