package dev.kindred.model;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From the feature map to the embedding: pooling, a linear layer, unit length, and what {@link
 * HeadForm} puts between them.
 *
 * @param pooling of the feature map
 * @param form of the rest
 * @param weight {@code [dim, features]}
 * @param bias {@code [dim]}
 * @param neck weight, bias, running mean and running variance of the neck, {@code [dim]} each;
 *     empty without
 */
public record Head(Pooling pooling, HeadForm form, Tensor weight, Tensor bias, List<Tensor> neck) {
  /** Key of {@link #weight} in a state dict. */
  public static final String WEIGHT = "head.weight";

  /** Key of {@link #bias} in a state dict. */
  public static final String BIAS = "head.bias";

  private static final List<String> NECK_PARTS =
      List.of("weight", "bias", "running_mean", "running_var");

  public Head {
    neck = List.copyOf(neck);
  }

  /** Without anything between pooling, linear layer and unit length. */
  public Head(Pooling pooling, Tensor weight, Tensor bias) {
    this(pooling, HeadForm.PLAIN, weight, bias, List.of());
  }

  /**
   * The head in the state dict of one of our own models.
   *
   * @throws KindredException (bad data) when it is not there or of another width
   */
  public static Head of(Backbone backbone, Pooling pooling, HeadForm form, StateDict dict) {
    Tensor weight = dict.tensors().get(WEIGHT);
    Tensor bias = dict.tensors().get(BIAS);
    if (weight == null || bias == null) {
      throw new KindredException(
          Exit.BAD_DATA,
          dict.source()
              + ": has no "
              + WEIGHT
              + " and "
              + BIAS
              + "; use a model that was trained here");
    }
    int[] shape = weight.shape();
    if (shape.length != 2
        || shape[1] != backbone.features()
        || !Arrays.equals(bias.shape(), new int[] {shape[0]})) {
      throw new KindredException(
          Exit.BAD_DATA,
          "%s: %s %s and %s %s do not fit the %d features of %s; use its own weights"
              .formatted(
                  dict.source(),
                  WEIGHT,
                  Arrays.toString(shape),
                  BIAS,
                  Arrays.toString(bias.shape()),
                  backbone.features(),
                  backbone.name()));
    }
    return new Head(pooling, form, weight, bias, form.bnNeck() ? neck(dict, shape[0]) : List.of());
  }

  private static List<Tensor> neck(StateDict dict, int dim) {
    List<Tensor> neck = new ArrayList<>();
    for (String part : NECK_PARTS) {
      Tensor tensor = dict.tensors().get(HeadForm.NECK + "." + part);
      if (tensor == null || !Arrays.equals(tensor.shape(), new int[] {dim})) {
        throw new KindredException(
            Exit.BAD_DATA,
            "%s: has no %s.%s of %d numbers; it was trained without kindred.backbone.bn-neck"
                .formatted(dict.source(), HeadForm.NECK, part, dim));
      }
      neck.add(tensor);
    }
    return neck;
  }

  /** Embedding dimension. */
  public int dim() {
    return bias.data().length;
  }

  /** All of it, as in a state dict. */
  public List<Tensor> tensors() {
    List<Tensor> all = new ArrayList<>(List.of(weight, bias));
    all.addAll(neck);
    return all;
  }

  /** The same embeddings without a neck: it becomes part of the linear layer. */
  public Head folded() {
    if (neck.isEmpty()) {
      return this;
    }
    float[] w = weight.data().clone();
    float[] b = new float[dim()];
    int features = w.length / b.length;
    for (int i = 0; i < b.length; i++) {
      double scale = number(0, i) / Math.sqrt(number(3, i) + HeadForm.EPSILON);
      b[i] = (float) ((bias.data()[i] - number(2, i)) * scale + number(1, i));
      for (int k = i * features; k < (i + 1) * features; k++) {
        w[k] = (float) (w[k] * scale);
      }
    }
    return new Head(
        pooling,
        new HeadForm(form.gemPower(), form.layerNorm(), false),
        new Tensor(WEIGHT, weight.shape(), w),
        new Tensor(BIAS, bias.shape(), b),
        List.of());
  }

  private double number(int part, int i) {
    return neck.get(part).data()[i];
  }
}
