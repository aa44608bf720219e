package dev.kindred.image;

/**
 * The baseline without a network: 32 x 32 RGB pixels, zero mean, unit length. Their cosine
 * similarity is the first figure that an embedding must beat.
 */
public final class RawPixels {
  /** Side in pixels. */
  public static final int SIDE = 32;

  /** Length of the vector. */
  public static final int DIM = SIDE * SIDE * 3;

  private static final double LEAST_NORM = 1e-9;

  private RawPixels() {}

  /** Of the whole image. */
  public static float[] of(Workspace workspace, byte[] encoded) {
    Fit.Extent target = new Fit.Extent(SIDE, SIDE);
    Rendering.Picture p = Rendering.decode(workspace, encoded, full -> target);
    Kernel rows = Kernel.resize(p.size().height(), SIDE);
    Kernel cols = Kernel.resize(p.size().width(), SIDE);
    return vector(workspace, p, rows, cols);
  }

  /** Of what a test view shows. */
  public static float[] of(Workspace workspace, byte[] encoded, TestView view) {
    Rendering.Picture p = Rendering.decode(workspace, encoded, view::loaded);
    ImageView.Window window = view.window(p.size(), p.full(), 0);
    Kernel small = Kernel.resize(view.size(), SIDE);
    return vector(workspace, p, window.rows().then(small), window.cols().then(small));
  }

  private static float[] vector(
      Workspace workspace, Rendering.Picture p, Kernel rows, Kernel cols) {
    float[] v = new float[DIM];
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
