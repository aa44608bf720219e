package dev.kindred.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which process of which kernel. A process id means something only inside its pid namespace (each
 * container has one) and until the next boot; where Linux does not tell all of it, nothing is
 * concluded.
 *
 * @param host name, for people
 * @param pid process id inside its namespace
 * @param boot id of the kernel's boot, or empty
 * @param namespace of the pid, or empty
 * @param started clock ticks from boot to the start of the process, or empty
 */
record ProcessIdentity(String host, long pid, String boot, String namespace, String started) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path NAMESPACE = Path.of("/proc/self/ns/pid");

  /** Fields of {@code /proc/<pid>/stat} behind the name: state is the first, start the 20th. */
  private static final int STARTED = 19;

  /** Of this process. */
  static ProcessIdentity ofThisProcess() {
    long pid = ProcessHandle.current().pid();
    String[] stat = stat(pid);
    return new ProcessIdentity(
        hostName(),
        pid,
        bootOfThisKernel(),
        namespaceOfThisProcess(),
        stat.length > STARTED ? stat[STARTED] : "");
  }

  static ProcessIdentity read(JsonNode node) {
    return new ProcessIdentity(
        node.path("host").asText(),
        node.path("pid").asLong(),
        node.path("boot").asText(),
        node.path("pid_namespace").asText(),
        node.path("started").asText());
  }

  void write(ObjectNode node) {
    node.put("host", host);
    node.put("pid", pid);
    node.put("boot", boot);
    node.put("pid_namespace", namespace);
    node.put("started", started);
  }

  /** Whether this process can be proved to have ended; false where that cannot be seen. */
  boolean isGone() {
    boolean visible =
        !boot.isEmpty()
            && !namespace.isEmpty()
            && !started.isEmpty()
            && boot.equals(bootOfThisKernel())
            && namespace.equals(namespaceOfThisProcess())
            // With hidepid a process of another user looks like none.
            && stat(1).length > STARTED;
    if (!visible) {
      return false;
    }
    String[] stat = stat(pid);
    // A zombie has ended and only waits for its parent.
    return stat.length <= STARTED
        || !stat[STARTED].equals(started)
        || stat[0].equals("Z")
        || stat[0].equals("X");
  }

  private static String[] stat(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException | IndexOutOfBoundsException e) {
      return new String[0];
    }
  }

  private static String bootOfThisKernel() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String namespaceOfThisProcess() {
    try {
      return Files.readSymbolicLink(NAMESPACE).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
