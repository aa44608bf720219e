package dev.kindred.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.kindred.image.Normalization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What PyTorch makes of one kind of head behind a convolution, written by {@code
 * src/test/python/model/heads.py} in double precision.
 *
 * @param power of {@link Pooling#GEM}
 * @param live whether the convolution's normalisation goes by the batch in training
 * @param evaluated embeddings in evaluation, {@code [n, dim]}
 * @param trained the same in training
 * @param gradients of the loss by every parameter
 * @param running statistics that have moved
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared, never written
public record GoldenHeads(
    Pooling pooling,
    double power,
    boolean layerNorm,
    boolean bnNeck,
    boolean live,
    double[] evaluated,
    double[] trained,
    Map<String, double[]> gradients,
    Map<String, double[]> running) {
  /** Number of images. */
  public static final int BATCH = 6;

  /** Side of an image. */
  public static final int SIZE = 8;

  /** Length of an embedding. */
  public static final int DIM = 5;

  private static final int CHANNELS = 7;

  /** All that were written. */
  public static List<GoldenHeads> all() {
    try {
      return List.of(
          new ObjectMapper()
              .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
              .readValue(
                  GoldenNetworks.FOLDER.resolve("heads.json").toFile(), GoldenHeads[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Beside the pooling. */
  public HeadForm form() {
    return new HeadForm(power, layerNorm, bnNeck);
  }

  private static Tensor stream(String name, double low, double high, int... shape) {
    return new SeededNumbers(1).between(name, low, high, shape);
  }

  /** A convolution of one pixel, its normalisation, and a ReLU. */
  public static Backbone backbone() {
    Node conv =
        new Node.Conv(
            "conv",
            Backbone.INPUT,
            "conv",
            3,
            CHANNELS,
            1,
            1,
            Padding.of(0),
            1,
            false,
            new BatchNorm("bn", 1e-5, 0.1),
            Activation.RELU);
    Normalization any = new Normalization(false, new float[3], new float[] {1, 1, 1});
    return new Backbone("tiny", SIZE, List.of(conv), CHANNELS, any);
  }

  /** Of backbone and head. */
  public StateDict weights() {
    List<Tensor> all = new ArrayList<>();
    all.add(stream("conv.weight", -1, 1, CHANNELS, 3, 1, 1));
    all.add(stream("bn.weight", 0.5, 1.5, CHANNELS));
    all.add(stream("bn.bias", -1, 1, CHANNELS));
    all.add(stream("bn.running_mean", -1, 1, CHANNELS));
    all.add(stream("bn.running_var", 0.5, 1.5, CHANNELS));
    all.add(stream("head.weight", -1, 1, DIM, CHANNELS));
    all.add(stream("head.bias", -1, 1, DIM));
    if (bnNeck) {
      all.add(stream("neck.weight", 0.5, 1.5, DIM));
      all.add(new Tensor("neck.bias", new int[] {DIM}, new float[DIM]));
      all.add(stream("neck.running_mean", -1, 1, DIM));
      all.add(stream("neck.running_var", 0.1, 0.6, DIM));
    }
    return StateDict.of("seeded", all);
  }

  /** {@code [n, 3, size, size]}. */
  public static Tensor images() {
    return stream("images", -1, 1, BATCH, 3, SIZE, SIZE);
  }

  /** The loss is the sum of the embeddings times these, {@code [n, dim]}: its own gradient. */
  public static Tensor lossWeights() {
    return stream("loss", -1, 1, BATCH, DIM);
  }
}
