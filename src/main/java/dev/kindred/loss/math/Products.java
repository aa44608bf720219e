package dev.kindred.loss.math;

/** Which {@link MatrixProduct} is used. */
public final class Products {
  private Products() {}

  /** oneDNN and OpenBLAS, or plain Java where these libraries do not load. */
  public static MatrixProduct fastest() {
    return Holder.FASTEST;
  }

  private static final class Holder {
    static final MatrixProduct FASTEST = choose();

    private static MatrixProduct choose() {
      try {
        return NativeProduct.load();
      } catch (LinkageError unavailable) {
        // Another platform than the natives on the class path: slower, and as exact.
        return new JavaProduct();
      }
    }
  }
}
