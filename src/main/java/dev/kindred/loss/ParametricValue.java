package dev.kindred.loss;

/**
 * What a loss with own parameters returns.
 *
 * @param value the loss
 * @param gradient derivative of {@code value} by the embeddings, {@code [n, d]} row-major
 * @param parameterGradient derivative of {@code value} by the parameters, of their shape
 */
@SuppressWarnings("ArrayRecordComponent") // a result handed over once
public record ParametricValue(double value, float[] gradient, float[] parameterGradient) {}
