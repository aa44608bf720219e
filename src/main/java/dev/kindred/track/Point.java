package dev.kindred.track;

/**
 * A value in a chart.
 *
 * @param tag name of the chart
 * @param value may be no number
 * @param millis when it was measured
 * @param step images seen
 */
record Point(String tag, double value, long millis, long step) {}
