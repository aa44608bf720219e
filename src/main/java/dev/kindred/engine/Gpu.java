package dev.kindred.engine;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A GPU as the driver's own tool lists it.
 *
 * @param index as {@code nvidia-smi} counts, in the order of the bus
 * @param uuid its name for ever
 * @param name its model
 * @param capability compute capability, such as 8.0
 * @param driver version of the driver, such as 580.65.06
 */
public record Gpu(String index, String uuid, String name, double capability, String driver)
    implements Serializable {
  private static final String QUERY = "--query-gpu=index,uuid,compute_cap,driver_version,name";
  private static final int SECONDS = 20;

  /**
   * Of this machine, as far as this process may see them; none without a driver, or with one that
   * does not answer.
   */
  public static List<Gpu> here() {
    Process process = null;
    try {
      process =
          new ProcessBuilder("nvidia-smi", QUERY, "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
      // Its few lines fit the pipe: reading before waiting would wait for a hung driver for ever.
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        return List.of();
      }
      return all(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  /** From a line of {@code nvidia-smi QUERY --format=csv,noheader}. */
  static Optional<Gpu> parse(String line) {
    String[] parts = line.split(",", 5);
    if (parts.length < 5 || !parts[2].strip().matches("[0-9]+(\\.[0-9]+)?")) {
      return Optional.empty();
    }
    return Optional.of(
        new Gpu(
            parts[0].strip(),
            parts[1].strip(),
            parts[4].strip(),
            Double.parseDouble(parts[2].strip()),
            parts[3].strip()));
  }

  /** All GPUs of a listing. */
  public static List<Gpu> all(String listing) {
    List<Gpu> all = new ArrayList<>();
    listing.lines().forEach(line -> parse(line).ifPresent(all::add));
    return List.copyOf(all);
  }

  /** Whether Spark or {@code CUDA_VISIBLE_DEVICES} can mean this one. */
  public boolean is(String address) {
    return address.equals(index)
        || address.equals(uuid)
        || (address.startsWith("GPU-") && uuid.startsWith(address));
  }

  @Override
  public String toString() {
    return "GPU " + index + " (" + name + ")";
  }
}
