package dev.kindred.doctor;

import dev.kindred.config.KindredConfig;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path that the configuration names.
 *
 * @param key where it stands
 * @param path as it stands there
 * @param use what is done there
 * @param executors whether executors use it too
 */
public record PathNeed(String key, String path, Use use, boolean executors)
    implements Serializable {
  /** What is done with a path. */
  public enum Use {
    READ,
    /** A folder, which is made where it is not there. */
    WRITE,
    /** A folder that has to be there. */
    FILL
  }

  static final String DATA = "kindred.data.path";
  static final String RUN = "kindred.run.path";
  static final String STORE = "kindred.store.path";

  /** Whether files are written there. */
  boolean written() {
    return use != Use.READ;
  }

  /**
   * All of a configuration.
   *
   * @param run the run's folder
   * @param data whether the configuration names any data
   */
  public static List<PathNeed> of(KindredConfig config, String run, boolean data) {
    List<PathNeed> needs = new ArrayList<>();
    Optional<String> foreign = config.evaluate().embeddings();
    if (data && foreign.isEmpty()) {
      needs.add(new PathNeed(DATA, config.data().path(), Use.READ, true));
    }
    foreign.ifPresent(
        path -> needs.add(new PathNeed("kindred.evaluate.embeddings.path", path, Use.READ, true)));
    config
        .backbone()
        .weights()
        .ifPresent(
            path -> needs.add(new PathNeed("kindred.backbone.weights", path, Use.READ, false)));
    Optional<String> store = config.store().path();
    store.ifPresent(path -> needs.add(new PathNeed(STORE, path, Use.WRITE, true)));
    // Executors write the store there, and embeddings.
    needs.add(new PathNeed(RUN, run, Use.WRITE, true));
    var search = config.look().search();
    search.image().ifPresent(p -> needs.add(read("kindred.look.search.image", p)));
    search.gallery().ifPresent(p -> needs.add(read("kindred.look.search.gallery", p)));
    return List.copyOf(needs);
  }

  private static PathNeed read(String key, String path) {
    return new PathNeed(key, path, Use.READ, true);
  }
}
