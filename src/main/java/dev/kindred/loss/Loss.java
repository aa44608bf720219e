package dev.kindred.loss;

import java.io.Serializable;

/**
 * What the network is trained with. Either a {@link MetricLoss}, a function of the batch alone, or
 * a {@link ParametricLoss}, which also owns proxies or class weights, or a {@link
 * CrossBatchMemory}, which also looks at past embeddings.
 */
public sealed interface Loss extends Serializable
    permits MetricLoss, ParametricLoss, CrossBatchMemory {}
