package dev.kindred.cli;

import dev.kindred.dataset.Datasets;
import dev.kindred.dataset.Split;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.RunFiles;
import dev.kindred.store.ImageStore;
import dev.kindred.store.StoreIndex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Images that a command looks at: some splits of the run, or a folder of other images.
 *
 * @param store that holds them
 * @param ids ascending
 * @param paths by id
 * @param what for messages, such as {@code test images of the run}
 */
@DriverOnly
record LookedAt(ImageStore store, int[] ids, String[] paths, String what) implements Looked {
  static final String EVALUATED = "evaluated";
  static final String ALL = "all";

  /**
   * What a key such as {@code look.cluster.images} names.
   *
   * @throws KindredException when there is no such folder, or no image in it
   */
  static LookedAt of(JobContext context, String which) {
    Optional<Set<Split>> splits = splits(which);
    if (splits.isEmpty()) {
      FolderImages.require(context, which, "--images evaluated, all, a split, or a folder:");
      return folder(context, which, true);
    }
    ImageStore store = Wiring.open(context);
    Set<Split> wanted = which.equals(EVALUATED) ? evaluated(context, store) : splits.get();
    StoreIndex index = store.index();
    int[] ids =
        IntStream.range(0, index.ids())
            .filter(id -> index.has(id) && wanted.contains(index.split(id)))
            .toArray();
    if (ids.length == 0) {
      throw new KindredException(
          Exit.BAD_DATA,
          "the store %s has no %s images; it has %s"
              .formatted(store.uri(), which, String.join(", ", present(index))));
    }
    return new LookedAt(store, ids, store.paths(context.hadoop()), which + " images of the run");
  }

  /** A file or a folder of images; kept ones need not be packed again by the next command. */
  static LookedAt folder(JobContext context, String path, boolean kept) {
    String key = path.replaceAll("/+$", "");
    String store =
        kept
            ? context.folder().path(RunFiles.LOOKED_AT + "/" + shortName(key)).toString()
            : context.folder().passing(UUID.randomUUID().toString()).toString();
    ImageStore packed = FolderImages.pack(context, path, store);
    int[] ids = IntStream.range(0, packed.index().ids()).filter(packed.index()::has).toArray();
    return new LookedAt(packed, ids, packed.paths(context.hadoop()), "images of " + path);
  }

  private static String shortName(String path) {
    return UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** What a word names; empty for a folder. */
  static Optional<Set<Split>> splits(String which) {
    if (which.equals(ALL) || which.equals(EVALUATED)) {
      return Optional.of(EnumSet.allOf(Split.class));
    }
    return Arrays.stream(Split.values())
        .filter(s -> name(s).equals(which))
        .findFirst()
        .map(EnumSet::of);
  }

  private static Set<Split> evaluated(JobContext context, ImageStore store) {
    if (context.config().evaluate().trainSplit()) {
      return EnumSet.of(Split.TRAIN);
    }
    return store.index().ids(Split.GALLERY).length > 0
        ? EnumSet.of(Split.QUERY, Split.GALLERY)
        : EnumSet.of(Split.TEST);
  }

  private static List<String> present(StoreIndex index) {
    return Arrays.stream(Split.values())
        .filter(s -> index.ids(s).length > 0)
        .map(s -> "%,d %s".formatted(index.ids(s).length, name(s)))
        .toList();
  }

  /** Those of one split where there are any, else these. */
  LookedAt only(Split split) {
    int[] some = Arrays.stream(ids).filter(id -> store.index().split(id) == split).toArray();
    return some.length == 0 ? this : new LookedAt(store, some, paths, what);
  }

  static String name(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public int[] labels() {
    return store.index().labels(ids);
  }

  @Override
  public String path(int id) {
    return paths[id];
  }

  @Override
  public String className(int id) {
    String name = store.manifest().classNames().get(store.index().label(id));
    return name.equals(Datasets.NO_CLASS) ? "" : name;
  }

  @Override
  public int classes() {
    return (int) Arrays.stream(labels()).distinct().count();
  }

  @Override
  public String split(int id) {
    return className(id).isEmpty() ? "" : name(store.index().split(id));
  }
}
