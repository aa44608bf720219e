package dev.kindred.model;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;

/** How readers of weight files refuse: one line with the file, what is wrong and the remedy. */
final class BadWeights {
  private static final int LONGEST_QUOTE = 80;

  private BadWeights() {}

  static KindredException of(String source, String what) {
    return new KindredException(Exit.BAD_DATA, source + ": " + what);
  }

  /** Something that no file of plain weights has. */
  static KindredException refused(String source, String what) {
    return of(
        source,
        "refused, it "
            + what
            + "; save the plain weights with torch.save(model.state_dict(), path) or use safetensors");
  }

  static KindredException damaged(String source, String what) {
    return of(source, what + "; the file is cut short or damaged, fetch it again");
  }

  /** A name out of an untrusted file, made fit for one line. */
  static String quote(String text) {
    String cut = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text;
    return "'" + cut.replaceAll("\\p{C}", "?") + "'";
  }
}
