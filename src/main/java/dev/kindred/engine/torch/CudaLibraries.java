package dev.kindred.engine.torch;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The libraries that libtorch's GPU build needs beside itself. Without them it fails as if it were
 * not there ("no jnitorch"), so they are looked for first.
 */
final class CudaLibraries {
  /** CUDA 13, cuDNN 9 and NCCL 2. */
  static final List<String> NEEDED =
      List.of(
          "libcudart.so.13",
          "libcublas.so.13",
          "libcublasLt.so.13",
          "libcudnn.so.9",
          "libcufft.so.12",
          "libcusparse.so.12",
          "libcusolver.so.12",
          "libcurand.so.10",
          "libcufile.so.0",
          "libcupti.so.13",
          "libnccl.so.2");

  /** Where the loader looks by itself, or libtorch says so. */
  private static final List<String> ALWAYS =
      List.of(
          "/usr/local/cuda/lib64",
          "/usr/local/cuda/extras/CUPTI/lib64",
          "/usr/lib/x86_64-linux-gnu",
          "/lib/x86_64-linux-gnu",
          "/usr/lib64",
          "/lib64",
          "/usr/lib",
          "/usr/local/lib");

  private CudaLibraries() {}

  /**
   * Those that are in none of the folders.
   *
   * @param libraryPath {@code LD_LIBRARY_PATH}, may be null
   */
  static List<String> missing(String libraryPath) {
    List<Path> folders = new ArrayList<>();
    if (libraryPath != null) {
      for (String folder : libraryPath.split(File.pathSeparator, -1)) {
        if (!folder.isEmpty()) {
          folders.add(Path.of(folder));
        }
      }
    }
    ALWAYS.forEach(folder -> folders.add(Path.of(folder)));
    return missing(NEEDED, folders);
  }

  static List<String> missing(List<String> names, List<Path> folders) {
    return names.stream()
        .filter(name -> folders.stream().noneMatch(f -> Files.exists(f.resolve(name))))
        .toList();
  }
}
