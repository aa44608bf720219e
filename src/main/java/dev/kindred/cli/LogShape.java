package dev.kindred.cli;

import dev.kindred.config.SecretValues;

/**
 * What lines of the log look like.
 *
 * @param secrets that are taken out of them
 * @param run its id, in each line; empty before there is one
 * @param process {@code driver}, or which executor
 * @param json whether each is a JSON object
 */
record LogShape(SecretValues secrets, String run, String process, boolean json) {
  static final String DRIVER = "driver";
}
