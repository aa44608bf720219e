package dev.kindred.store;

import dev.kindred.image.Broken;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a finished shard holds. Kept beside the shard as text, so that an interrupted run goes on
 * without opening the shard again.
 *
 * @param index of the shard
 * @param bytes length of the archive
 * @param sha256 of the archive, hexadecimal
 * @param kept images whose original bytes were stored
 * @param entries images in id order
 * @param broken images that were left out
 * @param damaged images among the entries that are damaged inside
 */
record ShardSummary(
    int index,
    long bytes,
    String sha256,
    int kept,
    List<Entry> entries,
    List<BrokenImage> broken,
    List<DamagedImage> damaged)
    implements Serializable {

  /** Where an image's encoded bytes lie, and their {@link Checksum}. */
  record Entry(int id, long offset, int length, int checksum) implements Serializable {}

  List<String> toLines() {
    List<String> lines = new ArrayList<>();
    lines.add(String.join("\t", "shard", "" + index, "" + bytes, sha256, "" + kept));
    entries.forEach(
        e ->
            lines.add(
                String.join(
                    "\t",
                    "image",
                    "" + e.id(),
                    "" + e.offset(),
                    "" + e.length(),
                    "" + e.checksum())));
    broken.forEach(
        b ->
            lines.add(
                String.join("\t", "broken", "" + b.id(), b.path(), b.reason().name(), b.detail())));
    damaged.forEach(
        d -> lines.add(String.join("\t", "damaged", "" + d.id(), d.path(), d.detail())));
    lines.add(end(lines));
    return lines;
  }

  private static String end(List<String> lines) {
    return "end\t" + Checksum.of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** Null when the text is incomplete or damaged. */
  static ShardSummary parse(List<String> lines) {
    int last = lines.size() - 1;
    if (last < 1 || !lines.get(last).equals(end(lines.subList(0, last)))) {
      return null;
    }
    List<Entry> entries = new ArrayList<>();
    List<BrokenImage> broken = new ArrayList<>();
    List<DamagedImage> damaged = new ArrayList<>();
    for (String line : lines.subList(1, last)) {
      String[] c = line.split("\t", -1);
      if (c[0].equals("image")) {
        entries.add(
            new Entry(
                Integer.parseInt(c[1]),
                Long.parseLong(c[2]),
                Integer.parseInt(c[3]),
                Integer.parseInt(c[4])));
      } else if (c[0].equals("damaged")) {
        damaged.add(new DamagedImage(Integer.parseInt(c[1]), c[2], c[3]));
      } else {
        broken.add(new BrokenImage(Integer.parseInt(c[1]), c[2], Broken.valueOf(c[3]), c[4]));
      }
    }
    String[] head = lines.get(0).split("\t", -1);
    return new ShardSummary(
        Integer.parseInt(head[1]),
        Long.parseLong(head[2]),
        head[3],
        Integer.parseInt(head[4]),
        entries,
        broken,
        damaged);
  }
}
