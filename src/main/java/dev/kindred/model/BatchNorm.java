package dev.kindred.model;

import java.io.Serializable;

/**
 * Batch normalisation behind a convolution.
 *
 * @param key prefix of its tensors in a PyTorch state dict ({@code weight}, {@code bias}, {@code
 *     running_mean}, {@code running_var})
 * @param eps added to the variance
 * @param momentum share of the batch statistics in the running ones, in PyTorch's sense
 */
public record BatchNorm(String key, double eps, double momentum) implements Serializable {}
