package dev.kindred.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The images and their classes.
 *
 * @param path folder or list file, as a Hadoop path
 * @param format name of a layout, or {@code auto}
 * @param trainPart share of the classes, in name order, that trains, where the data have no split
 * @param countsMismatchIsError whether unpublished counts end the job instead of a warning
 * @param maxPixels largest image decoded
 * @param brokenShare share of unreadable images above which preparing fails
 * @param outside whether lists and links may name images outside the data folder
 */
public record DataSettings(
    String path,
    String format,
    double trainPart,
    boolean countsMismatchIsError,
    long maxPixels,
    double brokenShare,
    boolean outside)
    implements Serializable {
  static DataSettings bind(Section s, List<String> formats) {
    List<String> known = new ArrayList<>(formats);
    known.add(0, "auto");
    return new DataSettings(
        s.text("path"),
        s.choice("format", known.toArray(String[]::new)),
        s.number("train-part", 0, 1),
        s.choice("counts-mismatch", "warn", "error").equals("error"),
        Math.round(1e6 * s.number("max-megapixels", 0.001, 10_000)),
        s.number("broken-share", 0, 1),
        s.choice("outside", "refuse", "allow").equals("allow"));
  }
}
