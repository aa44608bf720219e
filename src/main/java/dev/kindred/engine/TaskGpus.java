package dev.kindred.engine;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Which GPUs Spark has given to the running task. Standalone workers do not isolate GPUs: whoever
 * opens a device must take the one named here, as {@code CUDA_VISIBLE_DEVICES} would.
 */
public final class TaskGpus {
  private TaskGpus() {}

  /** Device numbers as Spark gives them; empty without GPUs or outside of a task. */
  public static List<String> addresses() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get("gpu");
    return gpus == null ? List.of() : Arrays.asList(gpus.addresses());
  }

  /**
   * Threads that decode for the running task: with a GPU all its cores, as one decodes less than a
   * GPU computes with.
   *
   * @param without threads of a task without one
   */
  public static int decoders(int without) {
    return addresses().isEmpty() ? without : Math.max(without, TaskContext.get().cpus());
  }
}
