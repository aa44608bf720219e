package dev.kindred.config;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.File;
import java.net.URL;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Includes plain files of a sane size, and not for ever: a device or a named pipe would be read
 * without end, and two files that include each other twice open 2^50 of them before the library's
 * own limit on depth is met.
 */
final class PlainIncluder
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private static final int MOST_INCLUDES = 100;

  /** As the library tries them. */
  private static final List<String> ENDINGS = List.of("", ".conf", ".json", ".properties");

  private final AtomicInteger included;
  private final ConfigIncluder library;

  PlainIncluder() {
    this(new AtomicInteger(), null);
  }

  private PlainIncluder(AtomicInteger included, ConfigIncluder library) {
    this.included = included;
    this.library = library;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this == fallback || library != null ? this : new PlainIncluder(included, fallback);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    count(what);
    if (what.contains("://")) {
      throw refused(what);
    }
    for (String ending : ENDINGS) {
      ConfigParseable relative = context.relativeTo(what + ending);
      String file = relative == null ? null : relative.origin().filename();
      if (file != null) {
        ConfigFiles.check(new File(file));
      }
      ConfigFiles.check(new File(what + ending));
    }
    return library.include(context, what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    count(what.toString());
    ConfigFiles.check(what);
    return ((ConfigIncluderFile) library).includeFile(context, what);
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refused(what.toString());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    count(what);
    return ((ConfigIncluderClasspath) library).includeResources(context, what);
  }

  private void count(String what) {
    if (included.incrementAndGet() > MOST_INCLUDES) {
      throw new KindredException(
          Exit.USAGE,
          "the configuration includes files more than %d times, the last one %s; do they include each other?"
              .formatted(MOST_INCLUDES, what));
    }
  }

  private static KindredException refused(String url) {
    return new KindredException(
        Exit.USAGE,
        "the configuration includes "
            + url
            + ", which is not a file; fetch it and include the copy");
  }
}
