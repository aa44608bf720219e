package dev.kindred.cli;

import dev.kindred.image.StoredImage;
import dev.kindred.image.Workspace;
import dev.kindred.report.InlinePicture;
import dev.kindred.run.DriverOnly;
import dev.kindred.store.StoreReader;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Small pictures of stored images, for a page. */
@DriverOnly
final class Thumbnails implements AutoCloseable {
  private static final int SIDE = 96;
  private static final int QUALITY = 85;
  private static final long NO_CACHE = 0;

  private final LookedAt images;
  private final StoreReader reader;
  private final Workspace workspace = new Workspace();

  Thumbnails(JobContext context, LookedAt images) {
    this.images = images;
    this.reader =
        new StoreReader(
            context.hadoop(),
            images.store().cached(0).location(),
            images.store().index(),
            NO_CACHE);
  }

  /** Under the image's class and path. */
  InlinePicture of(int id) {
    String className = images.className(id);
    String caption = className.isEmpty() ? images.path(id) : className + ", " + images.path(id);
    return new InlinePicture(
        StoredImage.convert(workspace, reader.read(id), SIDE, QUALITY).encoded(), caption);
  }

  @Override
  public void close() {
    workspace.close();
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the store could not be closed", e);
    }
  }
}
