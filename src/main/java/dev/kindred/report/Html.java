package dev.kindred.report;

import java.util.Locale;

/** Text that goes into a page. */
public final class Html {
  private Html() {}

  /** For element content and for attributes in double quotes. Control characters are shown as ?. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '?' : c);
      }
    }
    return out.toString();
  }

  /** {@link String#format} in the root locale, so that a German machine writes the same page. */
  public static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
