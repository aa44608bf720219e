package dev.kindred.cli;

import dev.kindred.image.Thumbnails;
import dev.kindred.report.Album;
import dev.kindred.report.Picture;
import dev.kindred.run.DriverOnly;
import dev.kindred.store.ImageStore;
import dev.kindred.store.ThumbnailJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gives each image that the report shows its place on one sheet, and makes the sheet in the end.
 */
@DriverOnly
final class ReportPictures {
  private static final int SIDE = 64;
  private static final int QUALITY = 82;

  private final JobContext context;
  private final Optional<ImageStore> store;
  private final List<String> classNames;
  private final Map<Integer, Integer> places = new LinkedHashMap<>();

  private ReportPictures(JobContext context, Optional<ImageStore> store, List<String> classNames) {
    this.context = context;
    this.store = store;
    this.classNames = classNames;
  }

  /** Of the images that were embedded. */
  static ReportPictures of(JobContext context, ImageStore store) {
    return new ReportPictures(context, Optional.of(store), store.manifest().classNames());
  }

  /** Of embeddings whose images are not here. */
  static ReportPictures none(JobContext context, List<String> classNames) {
    return new ReportPictures(context, Optional.empty(), classNames);
  }

  /** Name of a class. */
  String name(int label) {
    return classNames.get(label);
  }

  /** An image of a class. */
  Picture of(int id, int label) {
    OptionalInt place =
        store.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(places.computeIfAbsent(id, of -> places.size()));
    return new Picture(place, name(label));
  }

  /** All images that were asked for. */
  Album album() {
    if (places.isEmpty()) {
      return Album.EMPTY;
    }
    int[] ids = places.keySet().stream().mapToInt(id -> id).toArray();
    int tasks = Executors.tasks(context.spark().getConf());
    List<byte[]> made = new ThumbnailJob(context.spark(), store.get(), SIDE, tasks).run(ids);
    int columns = (int) Math.ceil(Math.sqrt(ids.length));
    return new Album(Thumbnails.sheet(made, SIDE, columns, QUALITY), columns, ids.length);
  }
}
