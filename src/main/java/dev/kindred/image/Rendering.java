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
    ImageInfo info = ImageInfo.read(encoded, w.limits());
    Fit.Extent full = new Fit.Extent(info.uprightWidth(), info.uprightHeight());
    int reduction = reduction(info, full, view::loaded);
    Resampler.Affine affine = Resampler.Affine.of(view.normalization());
    Fit.Extent from =
        new Fit.Extent(
            Workspace.reduced(full.width(), reduction),
            Workspace.reduced(full.height(), reduction));
    Optional<ImageView.Shortcut> shortcut = view.shortcut(from, full, seed);
    if (shortcut.isPresent()) {
      CropBox box = shortcut.get().box();
      boolean mirror = shortcut.get().mirror();
      Mat mat =
          reduction == 1
              ? w.decodeTop(encoded, info, box.top() + box.height())
              : w.decode(encoded, info, reduction);
      w.direct().apply(mat, box, mirror, view.size(), affine, out, offset);
    } else {
      Mat mat = w.decode(encoded, info, reduction);
      ImageView.Window window = view.window(from, full, seed);
      w.packed().apply(mat, window.rows(), window.cols(), affine, out, offset);
    }
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
