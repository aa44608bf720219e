package dev.kindred.loss;

/**
 * What a loss returns.
 *
 * @param value the loss
 * @param gradient derivative of {@code value} by the embeddings, {@code [n, d]} row-major
 */
@SuppressWarnings("ArrayRecordComponent") // a result handed over once
public record LossValue(double value, float[] gradient) {}
