package dev.kindred.train;

import dev.kindred.engine.FloatBlocks;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.ReplicaState;
import dev.kindred.sampling.Position;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
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
 * @param best best value of the validation metric so far, NaN before the first
 * @param worse evaluations since then
 * @param state common state of the replicas
 * @param velocity of the outer momentum; empty without
 * @param bestParameters of the best evaluation; empty without
 * @param memory cross-batch memory of all executors; empty without
 * @param plateau of the learning rate
 * @param evaluationDue whether the round's evaluation has still to be made
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
    MemoryRows memory,
    Plateau plateau,
    boolean evaluationDue) {
  private static final int MAGIC = 0x4b435034;

  /** Without an evaluation that is due. */
  private static final int THIRD_MAGIC = 0x4b435033;

  /** Without a plateau. */
  private static final int SECOND_MAGIC = 0x4b435032;

  /** Without a memory, and in big-endian order. */
  private static final int FIRST_MAGIC = 0x4b435031;

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
    out.writeDouble(plateau.best());
    out.writeInt(plateau.bad());
    out.writeInt(plateau.drops());
    out.writeBoolean(evaluationDue);
    for (FloatVector v :
        new FloatVector[] {state.parameters(), state.optimizer(), velocity, bestParameters}) {
      FloatBlocks.write(v.values(), out);
    }
    FloatBlocks.write(memory.x().values(), out);
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
   * @param length bytes in the stream
   * @throws IOException when it is not whole
   */
  static Checkpoint read(InputStream source, long length) throws IOException {
    long most = length / Float.BYTES;
    MessageDigest digest = sha256();
    DataInputStream in = new DataInputStream(new DigestInputStream(source, digest));
    int magic = in.readInt();
    if (magic < FIRST_MAGIC || magic > MAGIC) {
      throw new IOException("not a checkpoint of this version");
    }
    ByteOrder order = magic == FIRST_MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    String hash = in.readUTF();
    int round = in.readInt();
    long images = in.readLong();
    int epoch = in.readInt();
    int batch = in.readInt();
    double best = in.readDouble();
    int worse = in.readInt();
    int step = in.readInt();
    Plateau plateau =
        magic >= THIRD_MAGIC
            ? new Plateau(in.readDouble(), in.readInt(), in.readInt())
            : Plateau.START;
    boolean evaluationDue = magic == MAGIC && in.readBoolean();
    FloatVector parameters = readFloats(in, order, most);
    FloatVector optimizer = readFloats(in, order, most - parameters.length());
    FloatVector velocity = readFloats(in, order, most);
    FloatVector bestParameters = readFloats(in, order, most);
    MemoryRows memory = magic >= SECOND_MAGIC ? readMemory(in, order, most) : MemoryRows.none();
    byte[] computed = digest.digest();
    if (!Arrays.equals(computed, source.readNBytes(computed.length))) {
      throw new IOException("its checksum does not fit");
    }
    if (source.read() >= 0) {
      throw new IOException("it is longer than what was written");
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
        memory,
        plateau,
        evaluationDue);
  }

  private static FloatVector readFloats(DataInputStream in, ByteOrder order, long most)
      throws IOException {
    return new FloatVector(FloatBlocks.read(in, order, most));
  }

  private static MemoryRows readMemory(DataInputStream in, ByteOrder order, long most)
      throws IOException {
    FloatVector x = readFloats(in, order, most);
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
