package dev.kindred.image;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.opencv.opencv_core.Mat;

/** From encoded bytes to floats through the kernels of a view. */
final class Rendering {
  /**
   * A JPEG may be decoded smaller as long as this many decoded pixels are left for each one that is
   * asked for; the value is Pillow's default of {@code reducing_gap} in thumbnails.
   */
  private static final int REDUCING_GAP = 2;

  private Rendering() {}

  static void render(
      ImageView view, Workspace w, byte[] encoded, long seed, float[] out, int offset) {
    Drawn drawn = draw(view, w, encoded, seed);
    Resampler.Affine affine = Resampler.Affine.of(view.normalization());
    if (drawn.shortcut.isPresent()) {
      ImageView.Shortcut shortcut = drawn.shortcut.get();
      Mat mat = top(w, encoded, drawn, shortcut.box().top() + shortcut.box().height());
      w.direct().apply(mat, shortcut.box(), shortcut.mirror(), view.size(), affine, out, offset);
    } else {
      Mat mat = w.decode(encoded, drawn.info, drawn.reduction);
      ImageView.Window window = view.window(drawn.from, drawn.full, seed);
      w.packed().apply(mat, window.rows(), window.cols(), affine, out, offset);
    }
  }

  /** Only the direct way ends in whole levels. */
  static boolean levels(
      ImageView view, Workspace w, byte[] encoded, long seed, byte[] out, int offset) {
    Drawn drawn = draw(view, w, encoded, seed);
    if (drawn.shortcut.isEmpty()) {
      return false;
    }
    ImageView.Shortcut shortcut = drawn.shortcut.get();
    Mat mat = top(w, encoded, drawn, shortcut.box().top() + shortcut.box().height());
    boolean bgr = view.normalization().bgr();
    w.direct().levels(mat, shortcut.box(), shortcut.mirror(), view.size(), bgr, out, offset);
    return true;
  }

  static Crop crop(ImageView view, Workspace w, byte[] encoded, long seed) {
    Drawn drawn = draw(view, w, encoded, seed);
    ImageView.Window window = view.window(drawn.from, drawn.full, seed);
    Kernel rows = window.rows();
    Kernel cols = window.cols();
    int top = rows.firstInput();
    int left = cols.firstInput();
    Mat mat = top(w, encoded, drawn, rows.endOfInput());
    int width = cols.endOfInput() - left;
    byte[] pixels = new byte[Math.multiplyExact(rows.endOfInput() - top, width * 3)];
    Pixels.copy(mat, top, rows.endOfInput() - top, left * 3, width * 3, pixels, width * 3);
    return new Crop(pixels, width, rows.from(top), cols.from(left));
  }

  /** What is known before decoding. */
  private record Drawn(
      ImageInfo info,
      int reduction,
      Fit.Extent from,
      Fit.Extent full,
      Optional<ImageView.Shortcut> shortcut) {}

  private static Drawn draw(ImageView view, Workspace w, byte[] encoded, long seed) {
    ImageInfo info = ImageInfo.read(encoded, w.limits());
    Fit.Extent full = new Fit.Extent(info.uprightWidth(), info.uprightHeight());
    int reduction = reduction(info, full, view::loaded);
    Fit.Extent from =
        new Fit.Extent(
            Workspace.reduced(full.width(), reduction),
            Workspace.reduced(full.height(), reduction));
    return new Drawn(info, reduction, from, full, view.shortcut(from, full, seed));
  }

  /** Decodes what lies above row {@code end}, where less than the whole can be decoded. */
  private static Mat top(Workspace w, byte[] encoded, Drawn drawn, int end) {
    return drawn.reduction == 1
        ? w.decodeTop(encoded, drawn.info, end)
        : w.decode(encoded, drawn.info, drawn.reduction);
  }

  /** Decodes at the least size that still serves {@code target}. */
  static Picture decode(Workspace w, byte[] encoded, UnaryOperator<Fit.Extent> target) {
    ImageInfo info = ImageInfo.read(encoded, w.limits());
    Fit.Extent full = new Fit.Extent(info.uprightWidth(), info.uprightHeight());
    return new Picture(w.decode(encoded, info, reduction(info, full, target)), info, full);
  }

  private static int reduction(ImageInfo info, Fit.Extent full, UnaryOperator<Fit.Extent> target) {
    int reduction = 1;
    if (info.format() == ImageFormat.JPEG) {
      Fit.Extent wanted = target.apply(full);
      while (reduction < 8
          && full.width() >= wanted.width() * 2L * reduction * REDUCING_GAP
          && full.height() >= wanted.height() * 2L * reduction * REDUCING_GAP) {
        reduction *= 2;
      }
    }
    return reduction;
  }

  /** A decoded picture; its Mat belongs to the workspace. */
  record Picture(Mat mat, ImageInfo info, Fit.Extent full) {
    Fit.Extent size() {
      return new Fit.Extent(mat.cols(), mat.rows());
    }
  }
}
