package dev.kindred.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics as a TensorBoard event file: records of a length, its masked CRC-32C, an {@code Event}
 * message and its masked CRC-32C (<a
 * href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/io/record_writer.h">
 * record_writer.h</a>). Every process writes a file of its own, which TensorBoard shows as one
 * curve. Whatever goes wrong with it is a warning: no training waits for a chart. Used by one
 * thread at a time.
 */
public final class TensorBoardLog implements MetricSink {
  /** Folder of a run's event files. */
  public static final String FOLDER = "tensorboard";

  private static final Logger LOG = LoggerFactory.getLogger(TensorBoardLog.class);
  private static final int MASK = 0xa282ead8;

  private final Path file;
  private FSDataOutputStream out;

  private TensorBoardLog(Path file) {
    this.file = file;
  }

  /** Begins a file. */
  public static TensorBoardLog create(RunFolder folder, Instant now) {
    Path path =
        folder.path(
            FOLDER
                + "/events.out.tfevents.%010d.kindred.%d"
                    .formatted(now.getEpochSecond(), ProcessHandle.current().pid()));
    TensorBoardLog log = new TensorBoardLog(path);
    try {
      log.out = folder.fileSystem().create(path, true);
      log.write(new ProtoMessage().real(1, seconds(now)).text(3, "brain.Event:2"));
      log.out.hflush();
    } catch (IOException e) {
      log.giveUp(e);
    }
    return log;
  }

  /**
   * Adds what was measured at one moment. The step is the number of images seen, so that runs on
   * different numbers of executors lie over each other.
   */
  @Override
  public void add(Instant time, Moment moment, List<MetricValue> values) {
    if (out == null) {
      return;
    }
    ProtoMessage summary = new ProtoMessage();
    values.forEach(
        v ->
            summary.message(
                1, new ProtoMessage().text(1, moment.tag(v.name())).real(2, (float) v.value())));
    ProtoMessage event = new ProtoMessage().real(1, seconds(time));
    if (moment.images() != 0) {
      event.number(2, moment.images());
    }
    try {
      write(event.message(5, summary));
    } catch (IOException e) {
      giveUp(e);
    }
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }

  private void write(ProtoMessage event) throws IOException {
    byte[] message = bytes(event);
    ByteBuffer record =
        ByteBuffer.allocate(message.length + 2 * Integer.BYTES + Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(message.length);
    record.putInt(masked(record.array(), Long.BYTES));
    record.put(message);
    record.putInt(masked(message, message.length));
    out.write(record.array());
  }

  private static byte[] bytes(ProtoMessage message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      message.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A checksum of data that has checksums in it would be weak without this. */
  private static int masked(byte[] data, int length) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void flush() {
    try {
      if (out != null) {
        out.hflush();
      }
    } catch (IOException e) {
      giveUp(e);
    }
  }

  private void giveUp(IOException e) {
    LOG.warn("no more metrics for TensorBoard: {} cannot be written: {}", file, e.getMessage());
    out = null;
  }

  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      giveUp(e);
    }
    out = null;
  }
}
