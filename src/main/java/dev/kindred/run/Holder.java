package dev.kindred.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * What a lease's file says; it never changes while the lease is held.
 *
 * @param token one for each lease that was ever taken, or empty when the file is not whole
 * @param lease without a renewal for so long, it has expired
 * @param process that holds it
 */
record Holder(String token, Duration lease, ProcessIdentity process) {
  String json() {
    ObjectNode node = Json.object();
    node.put("token", token);
    node.put("lease_ms", lease.toMillis());
    process.write(node);
    return Json.pretty(node);
  }

  /** A file that was cut off in writing names nobody. */
  static Holder parse(String text) {
    ObjectNode node;
    try {
      node = Json.parse(text, RunFiles.LOCK);
    } catch (KindredException e) {
      node = Json.object();
    }
    return new Holder(
        node.path("token").asText(),
        Duration.ofMillis(node.path("lease_ms").asLong()),
        ProcessIdentity.read(node));
  }

  /** For people. */
  String words() {
    return token.isEmpty() && process.host().isEmpty()
        ? "host unknown, process unknown"
        : "host " + process.host() + ", process " + process.pid();
  }
}
