package dev.kindred.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What PyTorch makes of a backbone, written by {@code src/test/python/model/golden_networks.py}
 * (which says how) in double precision.
 *
 * @param backbone registry name
 * @param seed of {@link SeededNumbers}
 * @param size side of the images
 * @param batch number of images
 * @param dim embedding dimension
 * @param weights what the weights must be, to check {@link SeededNumbers} itself
 * @param images what the images must be
 * @param evaluation with running statistics ("frozen" batch normalisation)
 * @param training with batch statistics; null for the published weights, and for a network without
 *     batch normalisation
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared, never written
public record GoldenNetworks(
    String backbone,
    long seed,
    int size,
    int batch,
    int dim,
    List<Values> weights,
    Values images,
    Mode evaluation,
    Mode training) {
  static final Path FOLDER = Path.of("src/test/resources/model/golden");

  /** Names for {@link #load}. */
  public static final List<String> SEEDED =
      List.of("bn-inception", "efficientnet-lite0", "resnet50");

  /** timm's vision transformer. */
  public static final String TRANSFORMER = "vit-small-16";

  /** EfficientNet-Lite0 with its published weights on four real images; no gradients. */
  public static final String PUBLISHED = "efficientnet-lite0-published";

  /**
   * One pass over the batch.
   *
   * @param activations of every block, shapes {@code [n, c, h, w]}
   * @param features the average-pooled last map of the first image
   * @param embeddings by the name of the {@link Pooling}, {@code [n, dim]} row-major, unit length
   * @param loss {@code sum(embedding * r)} of average pooling, see {@link #lossWeights}
   * @param gradients of the loss by every parameter, {@code head.weight} and {@code head.bias} too
   * @param running statistics after this one step; only in training
   */
  public record Mode(
      List<Values> activations,
      double[] features,
      Map<String, double[]> embeddings,
      double loss,
      List<Values> gradients,
      List<Values> running) {}

  /**
   * A large array by its norm or mean and deviation, and a few entries.
   *
   * @param name of the node or tensor
   * @param shape as in PyTorch
   * @param norm Euclidean; 0 for activations
   * @param mean of activations, else 0
   * @param std of activations, else 0
   * @param index positions in row-major order
   * @param value entries there
   * @param roundoff how far PyTorch's float32 is from a gradient, relative to its norm
   */
  public record Values(
      String name,
      int[] shape,
      double norm,
      double mean,
      double std,
      int[] index,
      double[] value,
      double roundoff) {

    /**
     * How far an array is from this one: the larger of the difference of the norms and the root
     * mean square difference of the entries times the root of the size, both relative to the norm
     * (both estimate the relative error of the whole array).
     *
     * @param actual row-major in PyTorch's order
     * @param floor taken for the norm where that is smaller: gradients that cancel to nothing
     */
    public double deviation(float[] actual, double floor) {
      if (actual.length != Tensor.count(shape)) {
        return Double.POSITIVE_INFINITY;
      }
      double sum = 0;
      double square = 0;
      for (float v : actual) {
        sum += v;
        square += (double) v * v;
      }
      double n = actual.length;
      double mine = norm > 0 ? norm : Math.sqrt(n * (mean * mean + std * std));
      double scale = Math.max(mine, floor);
      double worst = Math.abs(Math.sqrt(square) - mine) / scale;
      if (std > 0) {
        worst = Math.max(worst, Math.abs(sum / n - mean) * Math.sqrt(n) / scale);
      }
      double squares = 0;
      for (int i = 0; i < index.length; i++) {
        double difference = actual[index[i]] - value[i];
        squares += difference * difference;
      }
      return Math.max(worst, Math.sqrt(squares / index.length * n) / scale);
    }
  }

  /** One of {@link #SEEDED} or {@link #PUBLISHED}. */
  public static GoldenNetworks load(String name) {
    return json(name + ".json", GoldenNetworks.class);
  }

  static <T> T json(String file, Class<T> type) {
    try {
      return new ObjectMapper().readValue(FOLDER.resolve(file).toFile(), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isPublished() {
    return training == null && !BackboneRegistry.get(backbone, size).hasTokens();
  }

  /** The backbone's weights. */
  public StateDict stateDict() {
    Path running = FOLDER.resolve(backbone + ".running.safetensors");
    Backbone described = BackboneRegistry.get(backbone, size);
    if (described.hasTokens()) {
      return new SeededNumbers(seed).weights(described, new StateDict("none", Map.of()));
    }
    return isPublished()
        ? Weights.check(described, TorchFile.read(TorchFileTest.LITE0))
        : new SeededNumbers(seed).weights(described, Safetensors.read(running));
  }

  /** The batch, {@code [n, 3, size, size]}, pre-processed. */
  public Tensor input() {
    double a = Math.sqrt(3);
    return isPublished()
        ? GoldenCurve.load().images(batch)
        : new SeededNumbers(seed).between("images", -a, a, batch, 3, size, size);
  }

  /** {@code head.weight [dim, features]}. */
  public Tensor headWeight() {
    int features = BackboneRegistry.get(backbone, size).features();
    return new SeededNumbers(seed).tensor("head.weight", dim, features);
  }

  /** {@code head.bias [dim]}. */
  public Tensor headBias() {
    return new SeededNumbers(seed).tensor("head.bias", dim);
  }

  /** The loss is the sum of the embeddings times these, {@code [n, dim]}: its own gradient. */
  public Tensor lossWeights() {
    return new SeededNumbers(seed).between("loss", -1, 1, batch, dim);
  }
}
