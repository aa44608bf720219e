package dev.kindred.run;

import java.io.Serializable;

/**
 * A measured number under a name of the catalogue; made by {@link Metric#of} and {@link Metric#at}.
 *
 * @param name such as {@code eval.recall_at_1}
 * @param value in the metric's unit
 */
public record MetricValue(String name, double value) implements Serializable {}
