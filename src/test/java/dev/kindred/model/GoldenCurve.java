package dev.kindred.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;

/**
 * Fifty steps of fine-tuning by PyTorch, written by {@code
 * src/test/python/model/finetune_curve.py}: published EfficientNet-Lite0, frozen batch
 * normalisation, average pooling, head from {@link SeededNumbers} ({@code head.weight}) with zero
 * bias, multi-similarity 2/40/0.5 without a miner, Adam without weight decay.
 *
 * @param seed of the head
 * @param size side of the images
 * @param dim embedding dimension
 * @param learningRate of the backbone
 * @param headFactor the head's learning rate relative to it
 * @param perClass image i is of class {@code i / perClass}
 * @param batches rows of {@link #images} in each step
 * @param loss of each step, in double precision
 * @param lossFloat32 the same in single precision: how far rounding alone moves the curve
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared, never written
public record GoldenCurve(
    long seed,
    int size,
    int dim,
    @JsonProperty("learning_rate") double learningRate,
    @JsonProperty("head_factor") double headFactor,
    @JsonProperty("per_class") int perClass,
    int[][] batches,
    double[] loss,
    @JsonProperty("loss_float32") double[] lossFloat32) {

  public static GoldenCurve load() {
    return GoldenNetworks.json("finetune.json", GoldenCurve.class);
  }

  /** The first {@code n} images as bytes, {@code [n, size, size, rgb]}. */
  public byte[] pixels(int n) {
    try (var in =
        new GZIPInputStream(
            Files.newInputStream(GoldenNetworks.FOLDER.resolve("finetune.images.gz")))) {
      return in.readNBytes(n * size * size * 3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first {@code n} images pre-processed as PyTorch did, {@code [n, 3, size, size]}. */
  public Tensor images(int n) {
    byte[] pixels = pixels(n);
    float[] data = new float[pixels.length];
    int area = size * size;
    for (int i = 0; i < pixels.length; i++) {
      int image = i / (3 * area);
      int place = i / 3 % area;
      float value = (pixels[i] & 0xff) / 255f;
      data[(image * 3 + i % 3) * area + place] = (value - 0.498f) / 0.502f;
    }
    return new Tensor("images", new int[] {n, 3, size, size}, data);
  }

  /** {@code head.weight [dim, 1280]}; the bias starts at zero. */
  public Tensor headWeight() {
    return new SeededNumbers(seed).tensor("head.weight", dim, 1280);
  }
}
