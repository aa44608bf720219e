package dev.kindred.model;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which tensors a backbone needs, and whether a state dict has them. */
public final class Weights {
  /** Classifiers of the published files, counters, and the head of our own exports. */
  private static final Pattern IGNORED =
      Pattern.compile("(last_linear|_fc|fc|head|neck)\\..*|(.*\\.)?num_batches_tracked");

  private static final int LISTED = 8;

  private Weights() {}

  /**
   * Names and shapes in execution order: convolution weights {@code [out, in/groups, k, k]}, biases
   * and the four vectors of a batch normalisation {@code [out]}; those of {@link TokenTensors}.
   */
  public static Map<String, int[]> expected(Backbone backbone) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    for (Node node : backbone.nodes()) {
      if (node instanceof Node.Conv c) {
        int[] kernel = {c.out(), c.in() / c.groups(), c.kernel(), c.kernel()};
        shapes.put(c.key() + ".weight", kernel);
        if (c.bias()) {
          shapes.put(c.key() + ".bias", new int[] {c.out()});
        }
        if (c.norm() != null) {
          for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
            shapes.put(c.norm().key() + "." + part, new int[] {c.out()});
          }
        }
      } else {
        shapes.putAll(TokenTensors.of(node));
      }
    }
    return shapes;
  }

  /** Number of trained values: all but the running statistics. */
  public static long parameters(Backbone backbone) {
    return expected(backbone).entrySet().stream()
        .filter(e -> !e.getKey().contains(".running_"))
        .mapToLong(e -> Tensor.count(e.getValue()))
        .sum();
  }

  /**
   * The tensors of a backbone out of a state dict, in the order of {@link #expected}. Vectors
   * stored as {@code [1, C]} are squeezed; classifiers, {@code head.*} and counters are left out.
   *
   * @throws KindredException (bad data) listing what is missing, not known, of another shape or not
   *     finite, all at once
   */
  public static StateDict check(Backbone backbone, StateDict given) {
    Map<String, int[]> expected = expected(backbone);
    Map<String, Tensor> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> misshaped = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          Tensor tensor = given.tensors().get(name);
          if (tensor == null) {
            missing.add(name);
          } else if (!fits(tensor.shape(), shape)) {
            misshaped.add(
                name + " " + Arrays.toString(tensor.shape()) + " for " + Arrays.toString(shape));
          } else {
            if (!finite(tensor)) {
              broken.add(name);
            }
            found.put(name, tensor.reshape(shape));
          }
        });
    List<String> extra =
        given.tensors().keySet().stream()
            .filter(name -> !expected.containsKey(name) && !IGNORED.matcher(name).matches())
            .toList();
    List<String> problems = new ArrayList<>();
    list(problems, "missing", missing);
    list(problems, "not known", extra);
    list(problems, "of another shape", misshaped);
    list(problems, "not finite", broken);
    if (!problems.isEmpty()) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s does not fit %s: %s; use the weights of that backbone"
              .formatted(given.source(), backbone.name(), String.join("; ", problems)));
    }
    return new StateDict(given.source(), found);
  }

  private static boolean fits(int[] given, int[] wanted) {
    boolean flat = wanted.length == 1 && given.length == 2 && given[0] == 1;
    return flat ? given[1] == wanted[0] : Arrays.equals(given, wanted);
  }

  private static boolean finite(Tensor tensor) {
    for (float v : tensor.data()) {
      if (!Float.isFinite(v)) {
        return false;
      }
    }
    return true;
  }

  private static void list(List<String> problems, String what, List<String> names) {
    if (!names.isEmpty()) {
      String more = names.size() > LISTED ? ", and " + (names.size() - LISTED) + " more" : "";
      problems.add(
          "%d %s (%s%s)"
              .formatted(
                  names.size(),
                  what,
                  String.join(", ", names.subList(0, Math.min(LISTED, names.size()))),
                  more));
    }
  }
}
