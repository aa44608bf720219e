/** Metrics to servers and registries outside of the run's folder. */
package dev.kindred.track;
