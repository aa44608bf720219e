package dev.kindred.engine;

/**
 * In which numbers the backbone computes. Parameters, normalisation, head, loss and optimiser are
 * in fp32 always.
 */
public enum Precision {
  FP32,
  /** Products of fp32 with 10 bits of mantissa, on GPUs from Ampere on. */
  TF32,
  /** Convolutions and products of bfloat16, added up in fp32. */
  BF16
}
