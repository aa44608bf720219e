package dev.kindred.image;

/**
 * The baseline without a network: a few RGB pixels, zero mean, unit length. Their cosine similarity
 * is the first figure that an embedding must beat.
 */
public final class RawPixels {
  private static final double LEAST_NORM = 1e-9;

  private RawPixels() {}

  /** Length of the vector of {@code side} x {@code side} pixels. */
  public static int dim(int side) {
    return side * side * 3;
  }

  /** Of the whole image. */
  public static float[] of(Workspace workspace, byte[] encoded, int side) {
    Fit.Extent target = new Fit.Extent(side, side);
    Rendering.Picture p = Rendering.decode(workspace, encoded, full -> target);
    Kernel rows = Kernel.resize(p.size().height(), side);
    Kernel cols = Kernel.resize(p.size().width(), side);
    return vector(workspace, p, rows, cols, side);
  }

  /** Of what a test view shows. */
  public static float[] of(Workspace workspace, byte[] encoded, TestView view, int side) {
    Rendering.Picture p = Rendering.decode(workspace, encoded, view::loaded);
    ImageView.Window window = view.window(p.size(), p.full(), 0);
    Kernel small = Kernel.resize(view.size(), side);
    return vector(workspace, p, window.rows().then(small), window.cols().then(small), side);
  }

  private static float[] vector(
      Workspace workspace, Rendering.Picture p, Kernel rows, Kernel cols, int side) {
    float[] v = new float[dim(side)];
    workspace.resampler().apply(p.mat(), rows, cols, Resampler.Affine.NONE_RGB, v, 0);
    double mean = 0;
    for (float x : v) {
      mean += x;
    }
    mean /= v.length;
    double squares = 0;
    for (int i = 0; i < v.length; i++) {
      v[i] -= (float) mean;
      squares += (double) v[i] * v[i];
    }
    double norm = Math.max(Math.sqrt(squares), LEAST_NORM);
    for (int i = 0; i < v.length; i++) {
      v[i] /= (float) norm;
    }
    return v;
  }
}
