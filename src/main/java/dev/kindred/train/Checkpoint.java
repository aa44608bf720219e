package dev.kindred.train;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.ReplicaState;
import dev.kindred.sampling.Position;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Everything needed to go on as if nothing had happened.
 *
 * @param configurationHash of the run
 * @param round averaging rounds done
 * @param images images seen by all executors
 * @param position next batch to deal
 * @param best best validation Recall@1 so far, NaN before the first
 * @param worse evaluations since then
 * @param state common state of the replicas
 * @param velocity of the outer momentum; empty without
 * @param bestParameters of the best evaluation; empty without
 * @param memory cross-batch memory of all executors; empty without
 */
record Checkpoint(
    String configurationHash,
    int round,
    long images,
    Position position,
    double best,
    int worse,
    ReplicaState state,
    FloatVector velocity,
    FloatVector bestParameters,
    MemoryRows memory) {
  private static final int MAGIC = 0x4b435032;

  /** Without a memory. */
  private static final int FIRST_MAGIC = 0x4b435031;

  private static final int BLOCK = 1 << 16;
  private static final int LARGEST = 1 << 29;

  void write(OutputStream target) throws IOException {
    MessageDigest digest = sha256();
    DataOutputStream out = new DataOutputStream(new DigestOutputStream(target, digest));
    out.writeInt(MAGIC);
    out.writeUTF(configurationHash);
    out.writeInt(round);
    out.writeLong(images);
    out.writeInt(position.epoch());
    out.writeInt(position.batch());
    out.writeDouble(best);
    out.writeInt(worse);
    out.writeInt(state.step());
    for (FloatVector v :
        new FloatVector[] {state.parameters(), state.optimizer(), velocity, bestParameters}) {
      write(v.values(), out);
    }
    write(memory.x().values(), out);
    out.writeInt(memory.n());
    for (int label : memory.labels()) {
      out.writeInt(label);
    }
    out.flush();
    target.write(digest.digest());
  }

  /**
   * Reads one that was written by {@link #write}.
   *
   * @throws IOException when it is not whole
   */
  static Checkpoint read(InputStream source) throws IOException {
    MessageDigest digest = sha256();
    DataInputStream in = new DataInputStream(new DigestInputStream(source, digest));
    int magic = in.readInt();
    if (magic != MAGIC && magic != FIRST_MAGIC) {
      throw new IOException("not a checkpoint of this version");
    }
    String hash = in.readUTF();
    int round = in.readInt();
    long images = in.readLong();
    int epoch = in.readInt();
    int batch = in.readInt();
    double best = in.readDouble();
    int worse = in.readInt();
    int step = in.readInt();
    FloatVector parameters = readFloats(in);
    FloatVector optimizer = readFloats(in);
    FloatVector velocity = readFloats(in);
    FloatVector bestParameters = readFloats(in);
    MemoryRows memory = magic == MAGIC ? readMemory(in) : MemoryRows.none();
    byte[] computed = digest.digest();
    if (!Arrays.equals(computed, source.readNBytes(computed.length))) {
      throw new IOException("its checksum does not fit");
    }
    return new Checkpoint(
        hash,
        round,
        images,
        new Position(epoch, batch),
        best,
        worse,
        new ReplicaState(parameters, optimizer, step),
        velocity,
        bestParameters,
        memory);
  }

  private static void write(float[] values, DataOutputStream out) throws IOException {
    out.writeInt(values.length);
    ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES);
    for (int at = 0; at < values.length; at += BLOCK) {
      int n = Math.min(BLOCK, values.length - at);
      block.asFloatBuffer().put(values, at, n);
      out.write(block.array(), 0, n * Float.BYTES);
    }
  }

  private static FloatVector readFloats(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LARGEST) {
      throw new IOException("impossible length " + length);
    }
    // A damaged length must end at the end of the file, not in want of memory.
    float[] values = new float[Math.min(length, BLOCK)];
    ByteBuffer block = ByteBuffer.allocate(BLOCK * Float.BYTES);
    for (int at = 0; at < length; at += BLOCK) {
      int n = Math.min(BLOCK, length - at);
      in.readFully(block.array(), 0, n * Float.BYTES);
      if (at + n > values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
      }
      block.asFloatBuffer().get(values, at, n);
    }
    return new FloatVector(values);
  }

  private static MemoryRows readMemory(DataInputStream in) throws IOException {
    FloatVector x = readFloats(in);
    int n = in.readInt();
    // Every embedding has a number, so a damaged count ends here and not in want of memory.
    if (n < 0 || n > x.length()) {
      throw new IOException("impossible number of embeddings " + n);
    }
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = in.readInt();
    }
    return new MemoryRows(x, labels);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
