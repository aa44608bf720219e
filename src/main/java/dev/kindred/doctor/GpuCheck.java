package dev.kindred.doctor;

import dev.kindred.engine.Gpu;
import java.util.List;
import java.util.stream.Collectors;

/** Whether executors can compute on the GPUs that are asked for. */
final class GpuCheck {
  private static final String CHECK = "gpu";
  private static final String PAGE = "docs/gpu.md says what must be there";

  private GpuCheck() {}

  /**
   * @param asked GPUs of an executor
   */
  static Finding ofDriver(GpuView view, int asked) {
    if (asked > 0) {
      return Finding.skipped(CHECK, Finding.DRIVER, "the executors' matter");
    }
    return view.visible().isEmpty()
        ? Finding.skipped(CHECK, Finding.DRIVER, "none asked for, none here")
        : Finding.warning(
            CHECK,
            Finding.DRIVER,
            "none asked for, but there is " + list(view.visible()),
            "kindred.spark.executor-gpus = 1 uses it, with a build for GPUs (docs/gpu.md)");
  }

  /**
   * @param asked GPUs of an executor
   */
  static List<Finding> ofExecutors(List<Asked<GpuView>> views, int asked) {
    return Merged.of(
        views,
        one -> {
          GpuView view = one.answer();
          if (!view.wrong().isEmpty()) {
            return Finding.split(CHECK, "", view.wrong(), PAGE);
          }
          if (asked == 0) {
            return Finding.skipped(CHECK, "", "none asked for");
          }
          if (view.given().isEmpty()) {
            return Finding.failed(
                CHECK,
                "",
                "Spark gave the task none",
                "set spark.task.resource.gpu.amount and the discovery script (docs/gpu.md)");
          }
          List<Gpu> given =
              view.visible().stream().filter(g -> view.given().stream().anyMatch(g::is)).toList();
          return Finding.ok(
              CHECK, "", "GPU %s: %s".formatted(String.join(", ", view.given()), list(given)));
        });
  }

  private static String list(List<Gpu> gpus) {
    return gpus.stream()
        .map(g -> "%s, capability %s, driver %s".formatted(g, g.capability(), g.driver()))
        .collect(Collectors.joining("; "));
  }
}
