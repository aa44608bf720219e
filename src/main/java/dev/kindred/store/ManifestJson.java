package dev.kindred.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code manifest.json}, with the SHA-256 of all the rest of it as its last field. */
final class ManifestJson {
  private static final int VERSION = 2;
  private static final String CHECKSUM = "checksum";

  private ManifestJson() {}

  static byte[] write(StoreManifest m) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("version", VERSION);
    root.put("name", m.name());
    root.put("source", m.source());
    root.put("fingerprint", m.fingerprint());
    root.put("folder", m.folder());
    root.put("shortSide", m.shortSide());
    m.counts().forEach(root.putObject("counts")::put);
    m.warnings().forEach(root.putArray("warnings")::add);
    root.put("indexSha256", m.indexSha256());
    new TreeMap<>(m.listsSha256()).forEach(root.putObject("listsSha256")::put);
    ArrayNode shards = root.putArray("shards");
    for (StoreManifest.Shard s : m.shards()) {
      shards.addObject().put("file", s.file()).put("bytes", s.bytes()).put("sha256", s.sha256());
    }
    m.classNames().forEach(root.putArray("classNames")::add);
    root.put(CHECKSUM, checksum(root));
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  private static String checksum(ObjectNode root) {
    return StoreFiles.sha256(root.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode whole(byte[] json) throws IOException {
    JsonNode node;
    try {
      node = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IOException("its manifest is damaged", e);
    }
    if (!(node instanceof ObjectNode root)) {
      throw new IOException("its manifest is damaged");
    }
    if (root.path("version").asInt() != VERSION && !root.has(CHECKSUM)) {
      throw new IOException("it was packed by another version of kindred");
    }
    String written = root.path(CHECKSUM).asText();
    root.remove(CHECKSUM);
    if (!written.equals(checksum(root))) {
      throw new IOException("its manifest is damaged");
    }
    if (root.path("version").asInt() != VERSION) {
      throw new IOException("it was packed by another version of kindred");
    }
    return root;
  }

  static StoreManifest read(byte[] json) throws IOException {
    ObjectNode root = whole(json);
    List<StoreManifest.Shard> shards = new ArrayList<>();
    for (JsonNode s : root.withArray("shards")) {
      shards.add(
          new StoreManifest.Shard(
              s.path("file").asText(), s.path("bytes").asLong(), s.path("sha256").asText()));
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    root.path("counts")
        .fields()
        .forEachRemaining(e -> counts.put(e.getKey(), e.getValue().asLong()));
    Map<String, String> lists = new TreeMap<>();
    root.path("listsSha256")
        .fields()
        .forEachRemaining(e -> lists.put(e.getKey(), e.getValue().asText()));
    return new StoreManifest(
        root.path("fingerprint").asText(),
        root.path("name").asText(),
        root.path("source").asText(),
        root.path("folder").asText(),
        root.path("shortSide").asInt(),
        strings(root.path("classNames")),
        shards,
        root.path("indexSha256").asText(),
        lists,
        counts,
        strings(root.path("warnings")));
  }

  private static List<String> strings(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(n -> out.add(n.asText()));
    return out;
  }
}
