package dev.kindred.store;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A store that {@code prepare} has finished, as the driver sees it.
 *
 * @param uri of the folder
 * @param manifest what it holds
 * @param index where each image lies
 * @param cacheBytes that an executor may keep on its own disk, if the store is on none; see {@link
 *     #cached}
 */
public record ImageStore(String uri, StoreManifest manifest, StoreIndex index, long cacheBytes) {

  /**
   * Opens and checks manifest and index; the shards' lengths are checked, each image when it is
   * read.
   *
   * @throws KindredException when there is no store, or a part of it is missing or damaged
   */
  public static ImageStore open(Configuration conf, String uri) {
    Path root = new Path(uri);
    try {
      FileSystem fs = StoreFiles.fileSystem(conf, root);
      StoreManifest manifest =
          ManifestJson.read(StoreFiles.read(fs, new Path(root, StoreFiles.MANIFEST)));
      Path folder = new Path(root, manifest.folder());
      byte[] index = StoreFiles.read(fs, new Path(folder, StoreFiles.INDEX));
      if (!StoreFiles.sha256(index).equals(manifest.indexSha256())) {
        throw new IOException("its index is damaged");
      }
      for (StoreManifest.Shard shard : manifest.shards()) {
        long bytes = fs.getFileStatus(new Path(folder, shard.file())).getLen();
        if (bytes != shard.bytes()) {
          throw new IOException(
              "%s has %d bytes instead of %d".formatted(shard.file(), bytes, shard.bytes()));
        }
      }
      return new ImageStore(
          fs.makeQualified(root).toString(), manifest, StoreIndex.fromBytes(index), 0);
    } catch (FileNotFoundException e) {
      throw new KindredException(
          Exit.BAD_DATA, "no complete store at %s; run 'kindred prepare' first".formatted(uri), e);
    } catch (IOException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "store %s cannot be used: %s; delete it and run 'kindred prepare' again"
              .formatted(uri, e.getMessage()),
          e);
    }
  }

  /** This store, of which each executor may keep so many bytes on its own disk. */
  public ImageStore cached(long bytes) {
    return new ImageStore(uri, manifest, index, bytes);
  }

  /**
   * Paths of the images in their data set, by id; null where the store has none.
   *
   * @throws KindredException when the list cannot be read
   */
  public String[] paths(Configuration conf) {
    String[] paths = new String[index.ids()];
    Path list = new Path(new Path(uri, manifest.folder()), StoreFiles.IMAGES);
    try {
      List<String> lines = StoreFiles.readLines(StoreFiles.fileSystem(conf, list), list);
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split("\t", 3);
        paths[Integer.parseInt(cells[0])] = cells[1];
      }
      return paths;
    } catch (IOException | RuntimeException e) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s cannot be used: %s; delete the store and run 'kindred prepare' again"
              .formatted(list, e.getMessage()),
          e);
    }
  }

  /** What an executor needs to read images. */
  public Location location() {
    Path folder = new Path(uri, manifest.folder());
    boolean local = "file".equals(folder.toUri().getScheme());
    return new Location(
        manifest.shards().stream().map(s -> new Path(folder, s.file()).toString()).toList(),
        local ? 0 : cacheBytes);
  }

  /**
   * Paths of the shards.
   *
   * @param shards fully qualified, in index order
   * @param cacheBytes of images to keep on the reader's disk; 0: none
   */
  public record Location(List<String> shards, long cacheBytes) implements Serializable {
    public Location {
      shards = List.copyOf(shards);
    }
  }
}
