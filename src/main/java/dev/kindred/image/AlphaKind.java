package dev.kindred.image;

/** What a picture's channel beyond its colours means. */
enum AlphaKind {
  /** Nothing: it is passed over. */
  NONE,
  /** Opacity; colours are as they are. */
  STRAIGHT,
  /** Opacity, by which the colours are multiplied already. */
  MULTIPLIED;

  private static final int ASSOCIATED = 1;
  private static final int UNASSOCIATED = 2;
  private static final int COREL_DRAW = 999;
  private static final int SEPARATED = 5;

  /** Of a TIFF's ExtraSamples; RGB with a fourth sample that is not explained has opacity. */
  static AlphaKind of(TiffDirectory tiff) {
    long photometric = tiff.value(TiffHeader.PHOTOMETRIC, 0, 1);
    if (photometric == SEPARATED) {
      return NONE;
    }
    if (!tiff.has(TiffHeader.EXTRA_SAMPLES)) {
      return STRAIGHT;
    }
    return switch ((int) tiff.value(TiffHeader.EXTRA_SAMPLES, 0, 0)) {
      case ASSOCIATED -> MULTIPLIED;
      case UNASSOCIATED, COREL_DRAW -> STRAIGHT;
      default -> NONE;
    };
  }
}
