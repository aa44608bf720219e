package dev.kindred.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code manifest.json}. */
final class ManifestJson {
  private static final int VERSION = 1;

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
    ArrayNode shards = root.putArray("shards");
    for (StoreManifest.Shard s : m.shards()) {
      shards.addObject().put("file", s.file()).put("bytes", s.bytes()).put("sha256", s.sha256());
    }
    m.classNames().forEach(root.putArray("classNames")::add);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  static StoreManifest read(byte[] json) throws IOException {
    JsonNode root = new ObjectMapper().readTree(json);
    if (root == null || root.path("version").asInt() != VERSION) {
      throw new IOException("not a manifest of version " + VERSION);
    }
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
    return new StoreManifest(
        root.path("fingerprint").asText(),
        root.path("name").asText(),
        root.path("source").asText(),
        root.path("folder").asText(),
        root.path("shortSide").asInt(),
        strings(root.path("classNames")),
        shards,
        root.path("indexSha256").asText(),
        counts,
        strings(root.path("warnings")));
  }

  private static List<String> strings(JsonNode array) {
    List<String> out = new ArrayList<>();
    array.forEach(n -> out.add(n.asText()));
    return out;
  }
}
