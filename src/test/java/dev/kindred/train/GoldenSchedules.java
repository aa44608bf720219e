package dev.kindred.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Learning rates of PyTorch's schedules, {@code src/test/python/model/schedules.py}.
 *
 * @param every10 StepLR of 10 epochs and 0.5, by epoch
 * @param at25And50 MultiStepLR at 25 and 50 with 0.3, by epoch
 */
@SuppressWarnings("ArrayRecordComponent") // read once
record GoldenSchedules(List<Run> plateaus, double[] every10, double[] at25And50) {
  /**
   * One ReduceLROnPlateau.
   *
   * @param rates after each measure
   */
  record Run(double factor, int patience, double threshold, double[] measures, double[] rates) {}

  static GoldenSchedules load() {
    try {
      return new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .readValue(
              new File("src/test/resources/model/golden/schedules.json"), GoldenSchedules.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
