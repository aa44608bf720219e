package dev.kindred.loss.math;

/** Which {@link MatrixProduct} is used. */
public final class Products {
  private Products() {}

  /** OpenBLAS on one thread, or plain Java where its library does not load. */
  public static MatrixProduct fastest() {
    return Holder.FASTEST;
  }

  private static final class Holder {
    static final MatrixProduct FASTEST = choose();

    private static MatrixProduct choose() {
      try {
        return OpenBlasProduct.load(1);
      } catch (LinkageError unavailable) {
        // Another platform than the natives on the class path: slower, and as exact.
        return new JavaProduct();
      }
    }
  }
}
