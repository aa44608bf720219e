package dev.kindred.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/**
 * What a store holds; written last, so that its presence makes the store.
 *
 * @param fingerprint hash of the lists, the sizes and times of the images and the options
 * @param name of the layout or data set
 * @param source folder that the images came from
 * @param folder of the shards inside the store
 * @param shortSide greatest short side in pixels
 * @param classNames in class-id order
 * @param shards in index order
 * @param indexSha256 of the index
 * @param listsSha256 of the lists beside it, by file name
 * @param counts images and classes by split, broken images, and so on, for people
 * @param warnings of the reader and of the packing
 */
public record StoreManifest(
    String fingerprint,
    String name,
    String source,
    String folder,
    int shortSide,
    List<String> classNames,
    List<Shard> shards,
    String indexSha256,
    Map<String, String> listsSha256,
    Map<String, Long> counts,
    List<String> warnings) {

  /**
   * One archive.
   *
   * @param file inside the folder
   * @param bytes length
   * @param sha256 hexadecimal
   */
  public record Shard(String file, long bytes, String sha256) {}

  public StoreManifest {
    classNames = List.copyOf(classNames);
    shards = List.copyOf(shards);
    listsSha256 = Map.copyOf(listsSha256);
    warnings = List.copyOf(warnings);
  }

  /**
   * Tells stores with the same images, classes and splits from others, wherever they lie and
   * whenever they were made: the SHA-256 of the checksums of index and shards, hexadecimal.
   */
  public String contentSha256() {
    MessageDigest digest = StoreFiles.sha256();
    digest.update(indexSha256.getBytes(StandardCharsets.UTF_8));
    shards.forEach(shard -> digest.update(shard.sha256().getBytes(StandardCharsets.UTF_8)));
    return StoreFiles.hex(digest);
  }
}
