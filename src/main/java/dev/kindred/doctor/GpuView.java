package dev.kindred.doctor;

import dev.kindred.engine.Engine;
import dev.kindred.engine.Gpu;
import dev.kindred.engine.TaskGpus;
import dev.kindred.run.KindredException;
import java.io.Serializable;
import java.util.List;

/**
 * What a process sees of GPUs.
 *
 * @param visible those that the driver of the cards lists
 * @param given addresses that Spark gave to the task
 * @param wrong why the engine cannot compute with them, or empty
 */
record GpuView(List<Gpu> visible, List<String> given, String wrong) implements Serializable {
  GpuView {
    visible = List.copyOf(visible);
    given = List.copyOf(given);
  }

  /** Of this process or task. */
  static GpuView here(Engine engine) {
    String wrong = "";
    try {
      engine.check();
    } catch (KindredException e) {
      wrong = e.getMessage();
    }
    return new GpuView(Gpu.here(), TaskGpus.addresses(), wrong);
  }
}
