package dev.kindred.bench;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process has read and written so far by system calls, sockets included, as Linux counts it.
 * Files count too; executors that have loaded their classes write none, unless blocks do not fit
 * their memory, and that is counted apart.
 *
 * @param in bytes read
 * @param out bytes written
 * @param disk bytes written that a file system of a disk took
 */
record ProcessIo(long in, long out, long disk) implements Serializable {
  static ProcessIo of(long pid) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "io"));
      return new ProcessIo(
          value(lines, "rchar"), value(lines, "wchar"), value(lines, "write_bytes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  ProcessIo minus(ProcessIo before) {
    return new ProcessIo(in - before.in, out - before.out, disk - before.disk);
  }

  /** Bytes written to other processes. */
  long sent() {
    return out - disk;
  }
}
